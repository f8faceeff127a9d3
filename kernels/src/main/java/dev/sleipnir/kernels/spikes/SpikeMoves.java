package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.require.Require;

/** Spikes to other places. */
public final class SpikeMoves {
  private SpikeMoves() {}

  /**
   * Copies part of a row to part of another, leaving what lies before it there as it is.
   *
   * @param in the source
   * @param row row of the source
   * @param first first neuron of the part
   * @param length number of neurons
   * @param out receives them, and silence up to the end of the last word
   * @param outRow row they go to
   * @param outFirst place of the first; at a multiple of 64, nothing of its word is kept
   */
  static void copy(
      SpikeRows in, int row, int first, int length, SpikeRows out, int outRow, int outFirst) {
    if (((first | outFirst | length) & 63) == 0) {
      int from = row * in.words() + (first >>> 6);
      int to = outRow * out.words() + (outFirst >>> 6);
      System.arraycopy(in.bits(), from, out.bits(), to, length >>> 6);
      return;
    }
    int done = 0;
    while (done < length) {
      int place = outFirst + done;
      int word = outRow * out.words() + (place >>> 6);
      int count = Math.min(64 - (place & 63), length - done);
      long before = out.bits()[word] & (1L << place) - 1;
      out.bits()[word] = before | in.field(row, first + done, count) << place;
      done += count;
    }
  }

  /**
   * Transposes rows of bits: neuron r * columns + c of the result is neuron c * rows + r of the
   * source.
   *
   * @param in the source
   * @param columns columns of the result
   * @param rows rows of the result
   * @param out receives the spikes
   * @param fromRow first row of bits
   * @param toRow one past the last row of bits
   * @throws IllegalArgumentException if the sizes do not fit
   * @throws IndexOutOfBoundsException if there are no such rows
   */
  public static void transpose(
      SpikeRows in, int columns, int rows, SpikeRows out, int fromRow, int toRow) {
    if (in.features() != columns * rows
        || out.features() != in.features()
        || out.rows() != in.rows()) {
      throw new IllegalArgumentException(
          "out: expected "
              + in.rows()
              + " rows of "
              + columns
              + " x "
              + rows
              + ", got "
              + out.rows()
              + " rows of "
              + out.features());
    }
    Require.array("rows", in.rows(), fromRow, toRow - fromRow);
    int words = in.words();
    long[] from = in.bits();
    long[] to = out.bits();
    out.clear(fromRow, toRow);
    for (int row = fromRow; row < toRow; row++) {
      int word = row * words;
      for (int w = 0; w < words; w++) {
        for (long rest = from[word + w]; rest != 0; rest &= rest - 1) {
          int f = (w << 6) + Long.numberOfTrailingZeros(rest);
          int column = f / rows;
          int place = (f - column * rows) * columns + column;
          to[word + (place >>> 6)] |= 1L << place;
        }
      }
    }
  }
}
