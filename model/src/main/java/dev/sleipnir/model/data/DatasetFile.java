package dev.sleipnir.model.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One published file of a data set, and how to know it.
 *
 * @param name its name without {@code .gz}
 * @param size bytes as published, compressed with gzip
 * @param sha256 digest as published, 64 lower-case hex digits
 * @param unpackedSha256 digest of what is in it
 */
record DatasetFile(String name, long size, String sha256, String unpackedSha256) {

  private static final int MOST_INFLATION = 1032; // times, of deflate

  /** {@return the name it is published under, with {@code .gz}} */
  String gzName() {
    return name + ".gz";
  }

  /** The file in a folder, packed or not; null if it is not there. */
  @Nullable Path in(Path folder) {
    for (String candidate : new String[] {gzName(), name}) {
      Path file = folder.resolve(candidate);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  /** Checks that a file has one of the two digests: the one for packed or unpacked content. */
  void verify(Path file) throws IOException {
    boolean packed;
    try (var in = Files.newInputStream(file)) {
      packed = in.read() == 0x1F && in.read() == 0x8B;
    }
    // Not read, if it is of the wrong length: it may be very long.
    long length = Files.size(file);
    if (packed ? length != size : length > size * MOST_INFLATION) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is not the published file: expected %s%d bytes, got %d; delete it and get it again",
              file,
              packed ? "" : "at most ",
              packed ? size : size * MOST_INFLATION,
              length));
    }
    String expected = packed ? sha256 : unpackedSha256;
    String found = Sha256.of(file);
    if (!found.equals(expected)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is not the published file: expected sha256 %s, got %s (%d bytes); delete it and get it again",
              file,
              expected,
              found,
              Files.size(file)));
    }
  }
}
