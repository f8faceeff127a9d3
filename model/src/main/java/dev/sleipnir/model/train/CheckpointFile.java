package dev.sleipnir.model.train;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The layout of a checkpoint's bytes, big-endian: {@code SLEIPNIR}, the version (int), the lengths
 * of head (int) and numbers (long) in bytes, the CRC-32C of the head (int), the head, the numbers
 * (floats), the CRC-32C of the numbers (int). Both ways it is a stream: no more than a block of
 * numbers is ever held, however long the file is.
 */
final class CheckpointFile {
  private static final byte[] MAGIC = "SLEIPNIR".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;

  /** Bytes before the head. */
  static final int START = MAGIC.length + 3 * Integer.BYTES + Long.BYTES;

  /** What a head may take: one of a large network has some kilobytes. */
  private static final int LONGEST_HEAD = 1 << 28;

  private static final int BLOCK = 1 << 16; // bytes

  private final ReadableByteChannel in;
  private final byte[] head;
  private final long numbers; // bytes
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

  private CheckpointFile(ReadableByteChannel in, byte[] head, long numbers) {
    this.in = in;
    this.head = head;
    this.numbers = numbers;
  }

  /** Whether a file begins as a checkpoint does; false for what is none, or cannot be read. */
  static boolean isOne(Path file) {
    // Pipes are not opened: what is read of one is gone.
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false;
    }
  }

  static void write(OutputStream out, byte[] head, List<float[]> arrays) throws IOException {
    if (head.length > LONGEST_HEAD) {
      throw new IOException(
          "description, settings, history and names: expected at most "
              + LONGEST_HEAD
              + " bytes, got "
              + head.length);
    }
    long numbers = 0;
    for (float[] array : arrays) {
      numbers += (long) Float.BYTES * array.length;
    }
    CRC32C crc = new CRC32C();
    crc.update(head);
    ByteBuffer start = ByteBuffer.allocate(START);
    start.put(MAGIC).putInt(VERSION).putInt(head.length).putLong(numbers);
    start.putInt((int) crc.getValue());
    out.write(start.array());
    out.write(head);
    crc.reset();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (float[] array : arrays) {
      for (int from = 0; from < array.length; from += BLOCK / Float.BYTES) {
        int count = Math.min(BLOCK / Float.BYTES, array.length - from);
        block.asFloatBuffer().put(array, from, count);
        crc.update(block.array(), 0, count * Float.BYTES);
        out.write(block.array(), 0, count * Float.BYTES);
      }
    }
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
  }

  /**
   * Reads up to the numbers.
   *
   * @param in at the beginning of the file
   * @param size bytes of the file
   */
  static CheckpointFile open(ReadableByteChannel in, long size) throws IOException {
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(START, size));
    fill(in, start);
    byte[] magic = new byte[Math.min(MAGIC.length, start.remaining())];
    start.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("expected a file that starts with SLEIPNIR, got something else");
    }
    if (size < START) {
      throw new IOException("expected more than " + START + " bytes, got " + size + ": truncated?");
    }
    int version = start.getInt();
    if (version != VERSION) {
      throw new IOException(
          "expected version "
              + VERSION
              + ", got version "
              + version
              + (version == 1 ? ", which does not say of which run it is: train anew" : ""));
    }
    int headLength = start.getInt();
    long numbers = start.getLong();
    int expected = start.getInt();
    if (headLength < 0 || headLength > LONGEST_HEAD) {
      throw new IOException(
          "expected a head of 0 to " + LONGEST_HEAD + " bytes, got " + headLength);
    }
    if (numbers < 0 || numbers > Long.MAX_VALUE / 2) {
      throw new IOException("expected a length of numbers from 0, got " + numbers);
    }
    long whole = START + headLength + numbers + Integer.BYTES;
    if (size != whole) {
      throw new IOException("expected " + whole + " bytes, got " + size + ": truncated?");
    }
    ByteBuffer head = ByteBuffer.allocate(headLength);
    fill(in, head);
    CRC32C crc = new CRC32C();
    crc.update(head.array());
    requireSame(expected, crc);
    return new CheckpointFile(in, head.array(), numbers);
  }

  byte[] head() {
    return head;
  }

  /** Bytes of all numbers. */
  long numbers() {
    return numbers;
  }

  /**
   * Reads all numbers and compares their checksum.
   *
   * @param first where the first of them go; those after them are checked only
   */
  void readNumbers(List<float[]> first) throws IOException {
    CRC32C crc = new CRC32C();
    long left = numbers - read(first, crc);
    for (; left > 0; left -= block.limit()) {
      next(left, crc);
    }
    ByteBuffer expected = ByteBuffer.allocate(Integer.BYTES);
    fill(in, expected);
    requireSame(expected.getInt(), crc);
  }

  /** Reads numbers, whose checksum was compared before, from where the channel is. */
  void readMore(List<float[]> arrays) throws IOException {
    read(arrays, new CRC32C());
  }

  /** Returns the bytes read. */
  private long read(List<float[]> arrays, CRC32C crc) throws IOException {
    long bytes = 0;
    for (float[] array : arrays) {
      for (int from = 0; from < array.length; from += block.limit() / Float.BYTES) {
        next((long) Float.BYTES * (array.length - from), crc);
        block.asFloatBuffer().get(array, from, block.limit() / Float.BYTES);
      }
      bytes += (long) Float.BYTES * array.length;
    }
    return bytes;
  }

  private void next(long left, CRC32C crc) throws IOException {
    block.clear().limit((int) Math.min(BLOCK, left));
    fill(in, block);
    crc.update(block.array(), 0, block.limit());
  }

  private static void fill(ReadableByteChannel in, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        throw new EOFException("expected more bytes, got the end: it became shorter while read");
      }
    }
    buffer.flip();
  }

  private static void requireSame(int expected, CRC32C crc) throws IOException {
    if ((int) crc.getValue() != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "expected checksum %08x, got %08x: the file is damaged",
              expected,
              (int) crc.getValue()));
    }
  }
}
