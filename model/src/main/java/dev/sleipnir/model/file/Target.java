package dev.sleipnir.model.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a path for output leads to once all links are followed.
 *
 * @param path where bytes go; for a file, the real path of its folder and its name
 * @param kind how they get there
 */
record Target(Path path, Kind kind) {
  /** How bytes get to a target. */
  enum Kind {
    /** A regular file, there or not: replaced by a new one. */
    FILE,
    /** A pipe or a device: written to. */
    STREAM,
    /** A descriptor that this process inherited, whatever is behind it: written to, at its end. */
    DESCRIPTOR,
    /** This process's standard output. */
    STANDARD_OUTPUT,
    /** This process's standard error. */
    STANDARD_ERROR
  }

  private static final int MOST_LINKS = 40; // as Linux
  private static final int TYPE_MASK = 0170000; // of a Unix file mode
  private static final int SOCKET = 0140000;

  /** Where Linux shows the descriptors of a process; there, a link's text need not be a path. */
  private static final Pattern DESCRIPTORS = Pattern.compile("/proc/(\\d+)(/task/\\d+)?/fd");

  /**
   * Follows a path.
   *
   * @throws IOException if it leads to what cannot be written; the message is the reason only
   */
  static Target of(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    for (int links = 0; links <= MOST_LINKS; links++) {
      Path folder = Objects.requireNonNullElse(path.getParent(), path);
      boolean hasFolder = Files.isDirectory(folder);
      if (hasFolder && path.getFileName() != null) {
        folder = folder.toRealPath();
        path = folder.resolve(path.getFileName());
      }
      var descriptors = DESCRIPTORS.matcher(folder.toString());
      if (descriptors.matches()) {
        return descriptor(path, Long.parseLong(descriptors.group(1)));
      }
      if (!Files.isSymbolicLink(path)) {
        if (links > 0 && !hasFolder) {
          throw new IOException(
              "expected a link into an existing folder, got one to " + path + ", whose is missing");
        }
        return new Target(path, kind(path));
      }
      path = folder.resolve(Files.readSymbolicLink(path));
    }
    throw new IOException(
        "expected at most " + MOST_LINKS + " links in a row, got more (a circle?)");
  }

  private static Target descriptor(Path path, long process) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("expected an open descriptor, got " + path + ", which is not open");
    }
    if (Files.isDirectory(path)) {
      throw new IOException("expected a file name, got a folder");
    }
    String number = String.valueOf(path.getFileName());
    if (process == ProcessHandle.current().pid()) {
      // Not opened again: that would give a second position in the same file.
      if (number.equals("1")) {
        return new Target(path, Kind.STANDARD_OUTPUT);
      }
      if (number.equals("2")) {
        return new Target(path, Kind.STANDARD_ERROR);
      }
    }
    refuseSocket(path);
    return new Target(path, Kind.DESCRIPTOR);
  }

  private static Kind kind(Path path) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      throw new IOException("expected a file name, got a folder");
    }
    if (!attributes.isOther()) {
      return Kind.FILE;
    }
    refuseSocket(path);
    return Kind.STREAM;
  }

  private static void refuseSocket(Path path) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
        && Files.getAttribute(path, "unix:mode") instanceof Integer mode
        && (mode & TYPE_MASK) == SOCKET) {
      throw new IOException("expected a file, a pipe or a device, got a socket");
    }
  }
}
