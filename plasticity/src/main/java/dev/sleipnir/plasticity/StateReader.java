package dev.sleipnir.plasticity;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link StateWriter} wrote, never beyond the length that the file states, and no array
 * longer than whoever reads expects.
 */
final class StateReader {
  private static final int CHUNK = 1 << 13;
  private static final int LONGEST_TEXT = 1 << 20;

  private final DataInputStream in;
  private final byte[] bytes = new byte[Float.BYTES * CHUNK];
  private long left;

  StateReader(DataInputStream in, long length) {
    this.in = in;
    left = length;
  }

  private void take(long count, String what) throws IOException {
    if (count > left) {
      throw new IOException(
          what + ": expected " + count + " bytes, got a body with " + left + " left");
    }
    left -= count;
  }

  void requireEnd() throws IOException {
    if (left != 0) {
      throw new IOException("expected the end of the body, got " + left + " bytes more");
    }
  }

  /** How many things of a size the rest of the body can hold, at least 1: traces may be none. */
  int most(long size) {
    return Math.clamp(left / Math.max(1, size), 1, Integer.MAX_VALUE);
  }

  int number(String what) throws IOException {
    take(Integer.BYTES, what);
    return in.readInt();
  }

  /** A number in a range. */
  int number(String what, int least, int most) throws IOException {
    int number = number(what);
    if (number < least || number > most) {
      throw new IOException(what + ": expected " + least + " to " + most + ", got " + number);
    }
    return number;
  }

  long large(String what) throws IOException {
    take(Long.BYTES, what);
    return in.readLong();
  }

  String text(String what) throws IOException {
    int length = number(what + ", length", 0, LONGEST_TEXT);
    take(length, what);
    byte[] encoded = in.readNBytes(length);
    if (encoded.length < length) {
      throw new EOFException();
    }
    return new String(encoded, StandardCharsets.UTF_8);
  }

  void require(String what, String expected) throws IOException {
    String got = text(what);
    if (!got.equals(expected)) {
      throw new IOException(what + ": expected " + expected + ", got " + got);
    }
  }

  void require(String what, int expected) throws IOException {
    int got = number(what);
    if (got != expected) {
      throw new IOException(what + ": expected " + expected + ", got " + got);
    }
  }

  /** As many numbers as expected, all of them finite. */
  float[] floats(String what, int length) throws IOException {
    require(what + ", length", length);
    take((long) length * Float.BYTES, what);
    float[] values = new float[length];
    for (int from = 0, count; from < length; from += count) {
      count = Math.min(CHUNK, length - from);
      in.readFully(bytes, 0, count * Float.BYTES);
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values, from, count);
    }
    for (int e = 0; e < length; e++) {
      if (!Float.isFinite(values[e])) {
        throw new IOException(what + ": expected finite numbers, got " + values[e] + " at " + e);
      }
    }
    return values;
  }

  /** As many ints as expected, each in a range. */
  int[] ints(String what, int length, int least, int most) throws IOException {
    require(what + ", length", length);
    return counted(what, length, least, most);
  }

  /** So many ints at most. */
  int[] intsUpTo(String what, int longest, int least, int most) throws IOException {
    return counted(what, number(what + ", length", 0, longest), least, most);
  }

  private int[] counted(String what, int length, int least, int most) throws IOException {
    take((long) length * Integer.BYTES, what);
    int[] values = new int[Math.min(length, CHUNK)];
    for (int from = 0, count; from < length; from += count) {
      count = Math.min(CHUNK, length - from);
      in.readFully(bytes, 0, count * Integer.BYTES);
      // Grows with what has come: a length alone makes no array.
      if (from + count > values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
      }
      ByteBuffer.wrap(bytes).asIntBuffer().get(values, from, count);
    }
    for (int e = 0; e < length; e++) {
      if (values[e] < least || values[e] > most) {
        throw new IOException(
            what + ": expected " + least + " to " + most + ", got " + values[e] + " at " + e);
      }
    }
    return values;
  }

  char[] chars(String what, int length) throws IOException {
    require(what + ", length", length);
    take((long) length * Character.BYTES, what);
    char[] values = new char[Math.min(length, CHUNK)];
    for (int from = 0, count; from < length; from += count) {
      count = Math.min(CHUNK, length - from);
      in.readFully(bytes, 0, count * Character.BYTES);
      if (from + count > values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * values.length));
      }
      ByteBuffer.wrap(bytes).asCharBuffer().get(values, from, count);
    }
    return values;
  }

  long[] longs(String what, int length) throws IOException {
    require(what + ", length", length);
    take((long) length * Long.BYTES, what);
    long[] values = new long[length];
    for (int e = 0; e < length; e++) {
      values[e] = in.readLong();
    }
    return values;
  }

  double[] doubles(String what, int length) throws IOException {
    require(what + ", length", length);
    take((long) length * Double.BYTES, what);
    double[] values = new double[length];
    for (int e = 0; e < length; e++) {
      values[e] = in.readDouble();
    }
    return values;
  }

  /** Columns for a state; nothing has changed yet. */
  float[][] columns(String what, NeuronState state) throws IOException {
    require(what + ", names", state.names() + (state.isChannelsLast() ? " channels last" : ""));
    int[] expected = state.shape();
    int[] shape = intsUpTo(what + ", shape", expected.length, 0, Integer.MAX_VALUE);
    if (!Arrays.equals(shape, expected)) {
      throw new IOException(
          what + ", shape: expected " + Shape.text(expected) + ", got " + Shape.text(shape));
    }
    float[][] columns = new float[state.names().size()][];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = floats(what + ", " + state.names().get(c), state.size());
    }
    return columns;
  }

  static void set(NeuronState state, float[][] columns) {
    for (int c = 0; c < columns.length; c++) {
      System.arraycopy(columns[c], 0, state.column(c), 0, columns[c].length);
    }
  }
}
