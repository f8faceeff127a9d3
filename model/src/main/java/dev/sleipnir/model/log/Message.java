package dev.sleipnir.model.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message of Protocol Buffers, in its wire format: fields in the order in which they are added,
 * each after its number and kind.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int COUNTED = 2;
  private static final int FOUR_BYTES = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Message integer(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  Message real(int field, double value) {
    varint((long) field << 3 | EIGHT_BYTES);
    return fixed(Double.doubleToRawLongBits(value), Double.BYTES);
  }

  Message single(int field, float value) {
    varint((long) field << 3 | FOUR_BYTES);
    return fixed(Float.floatToRawIntBits(value), Float.BYTES);
  }

  /** Repeated, one after another. */
  Message reals(int field, double[] values) {
    byte[] packed = new byte[Double.BYTES * values.length];
    little(packed).asDoubleBuffer().put(values);
    return bytes(field, packed);
  }

  Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Message message(int field, Message value) {
    return bytes(field, value.toBytes());
  }

  Message bytes(int field, byte[] value) {
    varint((long) field << 3 | COUNTED);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The lowest byte first. */
  private Message fixed(long value, int bytes) {
    for (int b = 0; b < bytes; b++) {
      out.write((int) (value >>> (8 * b)));
    }
    return this;
  }

  /** Seven bits a byte, the lowest first; a set eighth bit says that more follow. */
  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
