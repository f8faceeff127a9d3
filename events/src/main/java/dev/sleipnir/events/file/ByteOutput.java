package dev.sleipnir.events.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A stream of little-endian numbers in blocks. */
final class ByteOutput {
  private final OutputStream out;
  private final byte[] bytes = new byte[1 << 16];
  private int end;
  private long base;

  ByteOutput(OutputStream out) {
    this.out = out;
  }

  /** How many bytes were put. */
  long length() {
    return base + end;
  }

  private void room(int count) throws IOException {
    if (bytes.length - end < count) {
      flush();
    }
  }

  void i8(int value) throws IOException {
    room(1);
    bytes[end++] = (byte) value;
  }

  void i16(int value) throws IOException {
    room(2);
    ByteInput.SHORT.set(bytes, end, (short) value);
    end += 2;
  }

  void i32(int value) throws IOException {
    room(4);
    ByteInput.INT.set(bytes, end, value);
    end += 4;
  }

  void i64(long value) throws IOException {
    room(8);
    ByteInput.LONG.set(bytes, end, value);
    end += 8;
  }

  void ascii(String text) throws IOException {
    bytes(text.getBytes(StandardCharsets.ISO_8859_1), text.length());
  }

  void bytes(byte[] from, int length) throws IOException {
    flush();
    out.write(from, 0, length);
    base += length;
  }

  /** A number in decimal digits. */
  void decimal(long value) throws IOException {
    if (value < 0) {
      ascii(Long.toString(value));
      return;
    }
    room(20);
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = end + digits - 1; i >= end; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += digits;
  }

  void flush() throws IOException {
    out.write(bytes, 0, end);
    base += end;
    end = 0;
  }
}
