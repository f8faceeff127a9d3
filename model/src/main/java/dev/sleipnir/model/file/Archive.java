package dev.sleipnir.model.file;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Files of names, whole numbers and arrays of them, of floats and doubles: weights, states,
 * sessions, optimisers, what learns by plasticity, and networks of populations.
 *
 * <p>A file starts with {@code SLEIPARC} and a version; values follow, each after a byte that says
 * what it is, the first of them the kind of the file; the last byte is followed by the CRC-32C of
 * all before. Files are written whole or not at all, and read in blocks: a file that lies about a
 * length takes no more memory than it is long.
 */
public final class Archive {
  static final byte[] MAGIC = "SLEIPARC".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;

  private Archive() {}

  /** What is written. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param out takes the values
     * @throws IOException if they cannot be written
     */
    void writeTo(ArchiveWriter out) throws IOException;
  }

  /**
   * What is read. It must change nothing before it has read everything: until then the file may
   * turn out not to fit.
   *
   * @param <T> what it makes of it
   */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads everything.
     *
     * @param in gives the values in the order they were written
     * @return what they are
     * @throws IOException if they are not what was expected
     */
    T readFrom(ArchiveReader in) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param kind what it holds, in a word or two
   * @param content writes the values
   * @throws IOException if it cannot be written; the message names the file
   */
  public static void write(Path file, String kind, Content content) throws IOException {
    try {
      OutputFile.write(
          file,
          raw -> {
            CheckedOutputStream checked =
                new CheckedOutputStream(new BufferedOutputStream(raw), new CRC32C());
            DataOutputStream out = new DataOutputStream(checked);
            out.write(MAGIC);
            out.writeInt(VERSION);
            ArchiveWriter writer = new ArchiveWriter(out);
            writer.text(kind);
            content.writeTo(writer);
            writer.end();
            out.flush();
            int crc = (int) checked.getChecksum().getValue();
            out.writeInt(crc);
            out.flush();
          });
    } catch (IOException e) {
      throw new IOException(kind + ": " + InputFile.reason(e), e);
    }
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param kind what it has to hold
   * @param reading takes the values
   * @param <T> what it makes of them
   * @return that
   * @throws IOException if it is not a whole and undamaged file of that kind; the message names the
   *     file, what was expected and what came
   */
  public static <T> T read(Path file, String kind, Reading<T> reading) throws IOException {
    return InputFile.read(
        kind,
        file,
        () -> {
          check(file);
          try (InputStream in = Files.newInputStream(file)) {
            ArchiveReader reader = new ArchiveReader(in, Files.size(file) - Integer.BYTES);
            reader.header();
            String found = reader.text("kind of file");
            if (!found.equals(kind)) {
              throw new IOException("expected a file of kind '" + kind + "', got '" + found + "'");
            }
            T read = reading.readFrom(reader);
            reader.end();
            return read;
          }
        });
  }

  /** Reads all of it once, so that no value of a damaged file is believed. */
  private static void check(Path file) throws IOException {
    long length = Files.size(file);
    ReadLimit.require("a file", length, 1);
    try (InputStream raw = Files.newInputStream(file)) {
      byte[] start = raw.readNBytes(MAGIC.length);
      if (!Arrays.equals(start, MAGIC)) {
        throw new IOException("expected a file that starts with SLEIPARC, got something else");
      }
      CRC32C crc = new CRC32C();
      crc.update(start);
      CheckedInputStream in = new CheckedInputStream(raw, crc);
      long left = length - MAGIC.length - Integer.BYTES;
      byte[] block = new byte[1 << 16];
      while (left > 0) {
        int read = in.read(block, 0, (int) Math.min(left, block.length));
        if (read < 0) {
          break;
        }
        left -= read;
      }
      int computed = (int) crc.getValue();
      byte[] stored = raw.readNBytes(Integer.BYTES);
      if (left != 0 || stored.length < Integer.BYTES) {
        throw new IOException("expected a whole file, got one that ends early");
      }
      int expected = new DataInputStream(new ByteArrayInputStream(stored)).readInt();
      if (computed != expected) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "expected checksum %08x, got %08x: the file is damaged or cut off",
                expected,
                computed));
      }
    }
  }
}
