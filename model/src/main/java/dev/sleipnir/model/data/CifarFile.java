package dev.sleipnir.model.data;

import dev.sleipnir.model.file.ReadLimit;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Files in the binary format of CIFAR-10 (Krizhevsky 2009): records of a label, one byte from 0 to
 * 9, and 3072 bytes of an image, red, green and blue planes of 32 rows of 32 pixels. Compressed
 * with gzip or not, whatever a file is called.
 */
public final class CifarFile {
  private static final int CHANNELS = 3;
  private static final int SIDE = 32;
  private static final int PIXELS = CHANNELS * SIDE * SIDE;
  private static final int RECORD = 1 + PIXELS;
  private static final int CLASSES = 10;

  private CifarFile() {}

  /**
   * Reads all images of some files, one file after the other.
   *
   * @param name what the images are, for messages
   * @param files at least one
   * @return images of three channels, 32 x 32
   * @throws IOException if a file cannot be read, ends within a record or has a label above 9; the
   *     message names the file and the offset, in the unpacked file, of what is wrong
   */
  public static LabeledImages read(String name, List<Path> files) throws IOException {
    var pixels = new ByteArrayOutputStream();
    var labels = new ByteArrayOutputStream();
    for (Path file : files) {
      try (InputStream in = open(file)) {
        addAll(file, in, pixels, labels);
      } catch (EOFException e) {
        throw new IOException(file + ": truncated gzip data", e);
      } catch (ZipException e) {
        throw new IOException(file + ": corrupt gzip data: " + e.getMessage(), e);
      } catch (NoSuchFileException e) {
        throw new IOException(file + ": expected a file of CIFAR-10, got none", e);
      }
    }
    return new LabeledImages(
        name, CHANNELS, SIDE, SIDE, pixels.toByteArray(), labels.toByteArray());
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      in.mark(2);
      boolean packed = in.read() == 0x1F && in.read() == 0x8B;
      in.reset();
      return packed ? new BufferedInputStream(new GZIPInputStream(in)) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static void addAll(
      Path file, InputStream in, ByteArrayOutputStream pixels, ByteArrayOutputStream labels)
      throws IOException {
    // A tenth of the heap: what comes in is copied while it grows, and once more when it is whole.
    long most = Math.min(Integer.MAX_VALUE - RECORD, ReadLimit.ofHeap(10));
    long offset = 0;
    byte[] record = new byte[RECORD];
    int got;
    while ((got = in.readNBytes(record, 0, RECORD)) == RECORD) {
      int label = Byte.toUnsignedInt(record[0]);
      if (label >= CLASSES) {
        throw wrong(file, offset, "expected a label from 0 to 9, got " + label);
      }
      if (pixels.size() + PIXELS > most) {
        throw wrong(file, offset, "expected at most " + most + " bytes of images, got more");
      }
      labels.write(label);
      pixels.write(record, 1, PIXELS);
      offset += RECORD;
    }
    if (got > 0) {
      throw wrong(file, offset, "expected a record of " + RECORD + " bytes, got " + got);
    }
    if (offset == 0) {
      throw wrong(file, 0, "expected records of " + RECORD + " bytes, got an empty file");
    }
  }

  private static IOException wrong(Path file, long offset, String what) {
    return new IOException(file + ": offset " + offset + ": " + what);
  }
}
