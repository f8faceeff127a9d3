package dev.sleipnir.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Whole folders. */
final class Folders {
  private Folders() {}

  /** All that lies in a folder, in an order that does not depend on the file system. */
  static List<Path> contents(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> !file.equals(folder))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  static long size(Path folder) throws IOException {
    long size = 0;
    for (Path file : contents(folder)) {
      size += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    }
    return size;
  }

  static void delete(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      for (Path file : contents(folder).reversed()) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }
}
