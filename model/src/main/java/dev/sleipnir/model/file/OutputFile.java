package dev.sleipnir.model.file;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Objects;

/**
 * Writes a file whole or not at all, wherever its path leads.
 *
 * <p>Symbolic links are followed to their end, and what is there is written; the links stay. Pipes
 * and devices, standard output and other descriptors under the names the system gives them ({@code
 * /dev/stdout}, {@code /dev/fd/3}) are written to directly. A regular file is written to a
 * temporary name beside it, forced to disk and moved into its place, with the permissions the old
 * one had; missing folders are made. What a killed writer left of a temporary file is removed by
 * the next one.
 *
 * <p>Two processes never write one file at the same time: the second is refused. {@link OutputLock}
 * keeps a file for longer than one writing of it.
 */
public final class OutputFile {
  private OutputFile() {}

  /** What goes into the file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param out buffered; closing it is not necessary and does nothing
     * @throws IOException if it cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file, and its folder where that is missing. After an error the old file, if any, is
   * as it was; of a pipe or a device, as much is written as was.
   *
   * @param file where to
   * @param content what
   * @throws IOException if it cannot be written; the message names the file and the reason
   */
  public static void write(Path file, Content content) throws IOException {
    try {
      Target target = Target.of(file);
      switch (target.kind()) {
        case FILE -> {
          existingFolder(target.path());
          Files.createDirectories(folder(target.path()));
          // Again: the real path of a folder is known once it is there.
          replace(Target.of(file).path(), content);
        }
        case STREAM -> append(target.path(), content, StandardOpenOption.WRITE);
        // Its end: the file behind it has what was written to the descriptor before.
        case DESCRIPTOR ->
            append(target.path(), content, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        case STANDARD_OUTPUT -> {
          System.out.flush();
          writeTo(new FileOutputStream(FileDescriptor.out), content);
        }
        case STANDARD_ERROR -> {
          System.err.flush();
          writeTo(new FileOutputStream(FileDescriptor.err), content);
        }
      }
    } catch (IOException e) {
      throw Reason.of(file, e);
    }
  }

  /**
   * Refuses what {@link #write} could not write, before the work whose result it is to take: a
   * folder, a file or folder one may not write to, a folder's name that is a file's, a read-only
   * file system, a link into a folder that is missing. It makes no folder, and leaves an existing
   * file as it is.
   *
   * @param file where output is to go
   * @throws IOException if it cannot; the message names the file and the reason
   */
  public static void check(Path file) throws IOException {
    try {
      Target target = Target.of(file);
      switch (target.kind()) {
        case FILE -> {
          Path folder = existingFolder(target.path());
          // Tried, not asked: no question covers quotas, lists of permissions and odd systems.
          Path probe = Beside.temporary(folder.resolve(name(target.path())));
          try {
            Files.createFile(probe);
          } finally {
            Files.deleteIfExists(probe);
          }
          requireWritable(target.path());
        }
        case STREAM, DESCRIPTOR -> {
          // Not opened: a pipe's reader would see its end.
          if (!Files.isWritable(target.path())) {
            throw new AccessDeniedException(target.path().toString());
          }
        }
        case STANDARD_OUTPUT, STANDARD_ERROR -> {}
      }
    } catch (IOException e) {
      throw Reason.of(file, e);
    }
  }

  /** The nearest folder above a file that is there. */
  private static Path existingFolder(Path target) throws IOException {
    Path folder = folder(target);
    while (!Files.exists(folder) && !Files.isSymbolicLink(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    if (!Files.isDirectory(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    return folder;
  }

  /**
   * Whether a path leads to a pipe, a device or a descriptor: what is written to and not replaced,
   * and beside which nothing should be put.
   *
   * @param file where output is to go
   * @return false for a file, there or not
   * @throws IOException if it leads to what cannot be written; the message names it and the reason
   */
  public static boolean isStream(Path file) throws IOException {
    try {
      return Target.of(file).kind() != Target.Kind.FILE;
    } catch (IOException e) {
      throw Reason.of(file, e);
    }
  }

  private static void append(Path path, Content content, StandardOpenOption... how)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(path, how)) {
      writeTo(out, content);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    requireWritable(target);
    Holder holder = Holder.enter(target, false);
    try {
      synchronized (holder) {
        holder.removeLeftovers();
        Path temporary = Beside.temporary(target);
        try (FileChannel channel =
            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          keepPermissions(target, temporary);
          writeTo(Channels.newOutputStream(channel), content);
          channel.force(true);
          move(temporary, target);
        } finally {
          Files.deleteIfExists(temporary);
        }
        forceFolder(folder(target));
      }
    } finally {
      holder.leave(false);
    }
  }

  private static void writeTo(OutputStream to, Content content) throws IOException {
    var out =
        new FilterOutputStream(new BufferedOutputStream(to, 1 << 16)) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length); // the inherited one writes byte by byte
          }

          @Override
          public void close() throws IOException {
            flush(); // what it leads to is closed by who opened it
          }
        };
    content.writeTo(out);
    out.flush();
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.isRegularFile(to)) {
        throw e;
      }
      // A file that is a mount of its own, as in containers, cannot be replaced, only filled.
      try (OutputStream out =
          Files.newOutputStream(
              to, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
        Files.copy(from, out);
      }
    }
  }

  /** The new file gets mode, owner and group of the old one, as far as this user may. */
  private static void keepPermissions(Path old, Path temporary) throws IOException {
    PosixFileAttributeView to = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (to == null || !Files.exists(old)) {
      return;
    }
    PosixFileAttributes from = Files.readAttributes(old, PosixFileAttributes.class);
    PosixFileAttributes now = to.readAttributes();
    try {
      if (!now.owner().equals(from.owner())) {
        to.setOwner(from.owner());
      }
      if (!now.group().equals(from.group())) {
        to.setGroup(from.group());
      }
    } catch (IOException e) {
      // Only root may give files away.
    }
    to.setPermissions(from.permissions()); // last: a change of owner clears some
  }

  /** A file one may not write to stays, though its folder would let it be replaced. */
  private static void requireWritable(Path target) throws IOException {
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
  }

  /** So that the move, too, is still there after a power failure; not all systems can. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file itself is on disk.
    }
  }

  private static Path folder(Path target) {
    return Objects.requireNonNullElse(target.getParent(), target);
  }

  private static String name(Path target) {
    return String.valueOf(target.getFileName());
  }
}
