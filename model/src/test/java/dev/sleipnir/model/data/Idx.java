package dev.sleipnir.model.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Makes idx files for tests. */
final class Idx {
  private Idx() {}

  static byte[] of(int magic, int[] sizes, byte[] bytes) {
    var buffer = ByteBuffer.allocate(4 + 4 * sizes.length + bytes.length).putInt(magic);
    for (int size : sizes) {
      buffer.putInt(size);
    }
    return buffer.put(bytes).array();
  }

  static byte[] images(int count, int height, int width) {
    byte[] pixels = new byte[count * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 37);
    }
    return of(2051, new int[] {count, height, width}, pixels);
  }

  static byte[] labels(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return of(2049, new int[] {labels.length}, bytes);
  }

  static byte[] gzip(byte[] content) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }
}
