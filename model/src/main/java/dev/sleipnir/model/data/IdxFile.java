package dev.sleipnir.model.data;

import dev.sleipnir.model.file.ReadLimit;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file in the idx format of MNIST: a magic number, the size of each dimension, then unsigned
 * bytes. Compressed with gzip or not, whatever the file is called.
 */
public final class IdxFile {
  private static final int MOST_INFLATION = 1032; // times, of deflate

  private static final int LABELS = 2049; // unsigned bytes, 1 dimension
  private static final int IMAGES = 2051; // unsigned bytes, 3 dimensions

  private final int[] sizes;
  private final byte[] bytes;

  private IdxFile(int[] sizes, byte[] bytes) {
    this.sizes = sizes;
    this.bytes = bytes;
  }

  /**
   * Reads a file of images.
   *
   * @param file a file with magic number 2051
   * @return its content: dimensions [N, height, width]
   * @throws IOException if the file cannot be read, or is not a complete file of images and nothing
   *     more
   */
  public static IdxFile images(Path file) throws IOException {
    return read(file, IMAGES, "images");
  }

  /**
   * Reads a file of labels.
   *
   * @param file a file with magic number 2049
   * @return its content: dimension [N]
   * @throws IOException if the file cannot be read, or is not a complete file of labels and nothing
   *     more
   */
  public static IdxFile labels(Path file) throws IOException {
    return read(file, LABELS, "labels");
  }

  /**
   * Reads images and their labels.
   *
   * @param name what the images are, for messages
   * @param images a file with magic number 2051
   * @param labels a file with magic number 2049
   * @return images of one channel
   * @throws IOException if one of the files cannot be read, is not complete, or their counts differ
   */
  public static LabeledImages labeledImages(String name, Path images, Path labels)
      throws IOException {
    var of = labels(labels);
    var pictures = images(images);
    if (pictures.size(0) != of.size(0)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s holds %d images, but %s holds %d labels: expected as many of both",
              images,
              pictures.size(0),
              labels,
              of.size(0)));
    }
    return new LabeledImages(name, 1, pictures.size(1), pictures.size(2), pictures.bytes, of.bytes);
  }

  /**
   * Size of one dimension.
   *
   * @param dimension from 0; 0 to 2 for images, 0 for labels
   * @return the size
   * @throws IndexOutOfBoundsException if there is no such dimension
   */
  public int size(int dimension) {
    return sizes[dimension];
  }

  /**
   * {@return the content after the header: unsigned bytes, the last dimension contiguous; not a
   * copy}
   */
  public byte[] bytes() {
    return bytes;
  }

  private static IdxFile read(Path file, int magic, String what) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "expected an idx file of " + what);
    }
    try (var raw = new BufferedInputStream(Files.newInputStream(file))) {
      boolean gzip = isGzip(raw);
      try (var in = new DataInputStream(gzip ? new GZIPInputStream(raw, 1 << 16) : raw)) {
        int found = in.readInt();
        if (found != magic) {
          throw wrong(file, "expected magic number %d (%s), got %d", magic, what, found);
        }
        int[] sizes = new int[magic & 0xFF];
        long total = 1;
        long each = 1; // of one image, which may be large where there are none
        for (int d = 0; d < sizes.length; d++) {
          sizes[d] = in.readInt();
          // Only the count may be 0. The products stay below 2^62: they are checked at each step.
          if (sizes[d] < (d == 0 ? 0 : 1)
              || (total *= sizes[d]) > Integer.MAX_VALUE - 8
              || (each *= d == 0 ? 1 : sizes[d]) > Integer.MAX_VALUE - 8) {
            throw wrong(
                file,
                "dimension %d of %s has an impossible size, %d",
                d,
                what,
                Integer.toUnsignedLong(sizes[d]));
          }
        }
        // Before memory is reserved: a broken header must not ask for gigabytes. A compressed file
        // does not tell its length, but no byte of deflate makes more than some thousand.
        long header = 4L + 4L * sizes.length;
        long size = Files.size(file);
        if (!gzip && size != header + total) {
          throw wrong(
              file, "expected %d bytes (header and %s), got %d", header + total, what, size);
        }
        if (gzip && total / MOST_INFLATION > size) {
          throw wrong(
              file,
              "expected %d bytes of %s, which %d compressed ones cannot hold",
              total,
              what,
              size);
        }
        long most = ReadLimit.ofHeap(2);
        long needed = Math.max(total, Float.BYTES * each); // pixels become floats, image by image
        if (needed > most) {
          throw wrong(
              file, "expected at most %d bytes of %s (half the heap), got %d", most, what, needed);
        }
        byte[] bytes = new byte[(int) total];
        int got = in.readNBytes(bytes, 0, bytes.length);
        if (got < total) {
          throw wrong(file, "truncated: expected %d bytes of %s, got %d", total, what, got);
        }
        if (in.read() != -1) {
          throw wrong(file, "expected the end after %d bytes of %s, got more", total, what);
        }
        return new IdxFile(sizes, bytes);
      }
    } catch (EOFException e) {
      throw new IOException(file + ": truncated: expected an idx file of " + what, e);
    } catch (ZipException e) {
      throw new IOException(file + ": corrupt gzip data: " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is of a library that is not used
  private static IOException wrong(Path file, String message, Object... values) {
    return new IOException(file + ": " + String.format(Locale.ROOT, message, values));
  }

  /** Looks at the first two bytes and puts them back. */
  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return gzip;
  }
}
