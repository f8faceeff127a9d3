package dev.sleipnir.events.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A stream in blocks: bytes {@code [at, end)} of the buffer are what comes next. It grows only by
 * what has really arrived, so that a wrong length in a file costs no memory.
 */
final class ByteInput implements Closeable {
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** What is looked at to find the format out; also the block of later reads. */
  static final int BLOCK = 1 << 17;

  private static final int LONGEST_LINE = 1 << 12;

  private final InputStream in;
  private byte[] bytes = new byte[BLOCK];
  private int at;
  private int end;
  private long base;
  private boolean ended;

  ByteInput(InputStream in) {
    this.in = in;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  int available() {
    return end - at;
  }

  /** Of the byte that comes next, from the start of the file. */
  long offset() {
    return base + at;
  }

  /** Of a byte in the buffer. */
  long offset(int index) {
    return base + index;
  }

  /** Goes on to a byte in the buffer. */
  void to(int index) {
    at = index;
  }

  void skip(int count) {
    at += count;
  }

  /**
   * Reads on until there are so many bytes. Says whether there are; if not, what is there are the
   * last. Bytes move in the buffer.
   */
  boolean fill(int count) throws IOException {
    if (end - at >= count) {
      return true;
    }
    if (ended) {
      return false;
    }
    System.arraycopy(bytes, at, bytes, 0, end - at);
    base += at;
    end -= at;
    at = 0;
    while (end < count) {
      if (end == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * bytes.length));
      }
      int read = in.read(bytes, end, bytes.length - end);
      if (read < 0) {
        ended = true;
        return false;
      }
      end += read;
    }
    return true;
  }

  /** Goes over bytes, reading on. Says whether there were so many. */
  boolean discard(long count) throws IOException {
    long left = count;
    while (left > 0) {
      if (!fill(1)) {
        return false;
      }
      int now = (int) Math.min(left, available());
      at += now;
      left -= now;
    }
    return true;
  }

  int unsigned(int index) {
    return bytes[index] & 0xFF;
  }

  int u16(int index) {
    return (short) SHORT.get(bytes, index) & 0xFFFF;
  }

  int i32(int index) {
    return (int) INT.get(bytes, index);
  }

  long i64(int index) {
    return (long) LONG.get(bytes, index);
  }

  boolean startsWith(String text) {
    int length = text.length();
    if (available() < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != (byte) text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The length of the line of text that comes next, with its line feed, or -1 if what comes next is
   * no text: a header that has no end mark ends there. A line at the end of the file needs no line
   * feed.
   */
  int line() throws IOException {
    fill(LONGEST_LINE);
    int last = Math.min(end, at + LONGEST_LINE);
    for (int i = at; i < last; i++) {
      int b = bytes[i];
      if (b == '\n') {
        return i + 1 - at;
      }
      if (b >= 0 && b < ' ' && b != '\t' && b != '\r') {
        return -1;
      }
    }
    return last - at < LONGEST_LINE && last > at ? last - at : -1;
  }

  /** The text of bytes that come next, without what ends a line. */
  String text(int length) {
    return new String(bytes, at, length, StandardCharsets.UTF_8).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
