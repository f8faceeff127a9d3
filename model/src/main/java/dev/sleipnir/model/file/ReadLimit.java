package dev.sleipnir.model.file;

import java.io.IOException;

/**
 * How much memory a file that is read may take. Files are from anywhere: what a few bytes of them
 * say of sizes is compared with this before memory is taken. By default it is a share of the heap;
 * the system property {@value #PROPERTY}, a number of bytes, makes it less.
 */
public final class ReadLimit {
  /** The system property that has the limit in bytes. */
  public static final String PROPERTY = "sleipnir.read.bytes";

  private ReadLimit() {}

  /**
   * The limit.
   *
   * @param parts what is read needs this part of the heap, for itself and for what is made of it: 2
   *     for half of it
   * @return bytes: the property's, but no more than that part of the heap
   * @throws IllegalArgumentException if the property is no number of at least 1
   */
  public static long ofHeap(int parts) {
    long heap = Runtime.getRuntime().maxMemory() / parts;
    String own = System.getProperty(PROPERTY);
    return own == null ? heap : Math.min(heap, bytes(own));
  }

  private static long bytes(String text) {
    try {
      long bytes = Long.parseLong(text.strip());
      if (bytes >= 1) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        PROPERTY + ": expected a number of bytes, at least 1, got '" + text + "'");
  }

  /**
   * Refuses what is too large.
   *
   * @param what what it is, for the message
   * @param bytes how many bytes it takes
   * @param parts as in {@link #ofHeap}
   * @throws IOException if these are more
   */
  public static void require(String what, long bytes, int parts) throws IOException {
    long most = ofHeap(parts);
    if (bytes > most) {
      throw new IOException(
          "expected "
              + what
              + " of at most "
              + most
              + " bytes, for this heap and "
              + PROPERTY
              + ", got "
              + bytes);
    }
  }
}
