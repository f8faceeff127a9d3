package dev.sleipnir.kernels.spikes;

/** Spikes to other places. */
public final class SpikeMoves {
  private SpikeMoves() {}

  /**
   * Transposes every row: neuron r * columns + c of the result is neuron c * rows + r of the
   * source.
   *
   * @param in the source
   * @param columns columns of the result
   * @param rows rows of the result
   * @param out receives the spikes
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public static void transpose(SpikeRows in, int columns, int rows, SpikeRows out) {
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
    int words = in.words();
    long[] from = in.bits();
    long[] to = out.bits();
    out.clear(0, out.rows());
    for (int row = 0; row < in.rows(); row++) {
      int word = row * words;
      for (int w = 0; w < words; w++) {
        for (long rest = from[word + w]; rest != 0; rest &= rest - 1) {
          int f = (w << 6) + Long.numberOfTrailingZeros(rest);
          int place = f % rows * columns + f / rows;
          to[word + (place >>> 6)] |= 1L << place;
        }
      }
    }
  }
}
