package dev.sleipnir.plasticity;

import dev.sleipnir.model.tensor.NeuronState;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes the parts of a saved state: each array with its length. */
final class StateWriter extends DataOutputStream {
  private static final int CHUNK = 1 << 13;

  private final byte[] bytes = new byte[Long.BYTES * CHUNK];

  StateWriter(OutputStream out) {
    super(out);
  }

  void text(String text) throws IOException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    writeInt(encoded.length);
    write(encoded);
  }

  void floats(float[] values) throws IOException {
    writeInt(values.length);
    for (int from = 0, count; from < values.length; from += count) {
      count = Math.min(CHUNK, values.length - from);
      ByteBuffer.wrap(bytes).asFloatBuffer().put(values, from, count);
      write(bytes, 0, count * Float.BYTES);
    }
  }

  void ints(int[] values) throws IOException {
    ints(values, values.length);
  }

  /** The first of some values. */
  void ints(int[] values, int length) throws IOException {
    writeInt(length);
    for (int from = 0, count; from < length; from += count) {
      count = Math.min(CHUNK, length - from);
      ByteBuffer.wrap(bytes).asIntBuffer().put(values, from, count);
      write(bytes, 0, count * Integer.BYTES);
    }
  }

  void chars(char[] values) throws IOException {
    writeInt(values.length);
    for (int from = 0, count; from < values.length; from += count) {
      count = Math.min(CHUNK, values.length - from);
      ByteBuffer.wrap(bytes).asCharBuffer().put(values, from, count);
      write(bytes, 0, count * Character.BYTES);
    }
  }

  void longs(long[] values) throws IOException {
    writeInt(values.length);
    for (long value : values) {
      writeLong(value);
    }
  }

  void doubles(double[] values) throws IOException {
    writeInt(values.length);
    for (double value : values) {
      writeDouble(value);
    }
  }

  /** A name, a shape and columns. */
  void columns(NeuronState state) throws IOException {
    text(state.names() + (state.isChannelsLast() ? " channels last" : ""));
    ints(state.shape());
    for (float[] column : state.columns()) {
      floats(column);
    }
  }
}
