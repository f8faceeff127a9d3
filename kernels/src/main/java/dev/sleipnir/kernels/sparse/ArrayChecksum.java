package dev.sleipnir.kernels.sparse;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A checksum of arrays, one after the other. */
final class ArrayChecksum {
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 15);

  ArrayChecksum add(int[] values) {
    int size = bytes.capacity() / Integer.BYTES;
    for (int from = 0, count; from < values.length; from += count) {
      count = Math.min(size, values.length - from);
      bytes.asIntBuffer().put(values, from, count);
      crc.update(bytes.array(), 0, count * Integer.BYTES);
    }
    return this;
  }

  ArrayChecksum add(float[] values) {
    int size = bytes.capacity() / Float.BYTES;
    for (int from = 0, count; from < values.length; from += count) {
      count = Math.min(size, values.length - from);
      bytes.asFloatBuffer().put(values, from, count);
      crc.update(bytes.array(), 0, count * Float.BYTES);
    }
    return this;
  }

  ArrayChecksum add(char[] values) {
    int size = bytes.capacity() / Character.BYTES;
    for (int from = 0, count; from < values.length; from += count) {
      count = Math.min(size, values.length - from);
      bytes.asCharBuffer().put(values, from, count);
      crc.update(bytes.array(), 0, count * Character.BYTES);
    }
    return this;
  }

  int value() {
    return (int) crc.getValue();
  }
}
