package dev.sleipnir.model.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * This process's hold on a file that it writes. The system's lock on a file beside it tells other
 * processes, and ends with the process however that ends: nothing is stale after a kill, and no
 * number of a process is compared. Within the process a table does, since a process's own locks do
 * not keep its threads apart, and closing a second channel would give up the lock of the first.
 */
final class Holder {
  private static final Map<Path, Holder> HOLDERS = new HashMap<>();
  private static final int TRIES = 1000;

  private final Path target;
  private final @Nullable FileChannel locked; // null where the system has no locks
  private int users;
  private boolean exclusive;

  private Holder(Path target, @Nullable FileChannel locked) {
    this.target = target;
    this.locked = locked;
  }

  /**
   * Takes hold.
   *
   * @param target a real path; its folder is there
   * @param exclusive for longer than one writing: no other part of this process may do so, too
   * @throws IOException if another process, or another part of this one, has hold of it
   */
  static Holder enter(Path target, boolean exclusive) throws IOException {
    synchronized (HOLDERS) {
      Holder holder = HOLDERS.get(target);
      if (holder == null) {
        holder = new Holder(target, lock(target));
        HOLDERS.put(target, holder);
      } else if (exclusive && holder.exclusive) {
        throw new IOException("expected no other writer, got one in this program");
      }
      holder.users++;
      holder.exclusive |= exclusive;
      return holder;
    }
  }

  /** Gives up one hold; after the last, the lock is gone and so is its file. */
  void leave(boolean exclusively) {
    synchronized (HOLDERS) {
      if (exclusively) {
        exclusive = false;
      }
      if (--users > 0) {
        return;
      }
      HOLDERS.remove(target);
      if (locked == null) {
        return;
      }
      // Removed while it is locked: who opens it from now on makes a new one.
      try (FileChannel _ = locked) {
        Files.deleteIfExists(Beside.lock(target));
      } catch (IOException e) {
        // It stays, unlocked, and is used again.
      }
    }
  }

  /** Removes temporary files of killed writers; whoever has hold of a file is its only writer. */
  void removeLeftovers() {
    if (locked == null) {
      return;
    }
    Path folder = Objects.requireNonNull(target.getParent());
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(
            folder, path -> Beside.isTemporary(target, String.valueOf(path.getFileName())))) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      // A folder that may be written to but not be listed: they stay.
    }
  }

  private static @Nullable FileChannel lock(Path target) throws IOException {
    Path file = Beside.lock(target);
    for (int tries = 0; tries < TRIES; tries++) {
      Object before = makeAndIdentify(file);
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        continue; // removed just now by who had it
      }
      FileLock lock;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // This process has it under another name of the folder. The channel is left open: closing
        // it would give up that lock.
        throw held(file);
      } catch (IOException e) {
        channel.close(); // a file system without locks
        return null;
      }
      if (lock == null) {
        channel.close();
        throw held(file);
      }
      // Whoever had it may have removed the file between our opening and locking it: then others
      // lock a new one, and so must we.
      if (Files.exists(file) && Objects.equals(before, identify(file))) {
        return channel;
      }
      channel.close();
    }
    throw held(file);
  }

  private static @Nullable Object makeAndIdentify(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // That of another, or of one that was killed.
    }
    return identify(file);
  }

  /** The system's number of a file; null where it has none, or if the file is gone. */
  private static @Nullable Object identify(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static IOException held(Path lock) {
    return new IOException("expected no other writer, got one that holds " + lock);
  }
}
