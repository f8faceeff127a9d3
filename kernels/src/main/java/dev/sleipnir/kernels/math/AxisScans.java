package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;

/** Running sums along the middle axis of arrays of [outer][length][inner]. */
public final class AxisScans {
  private AxisScans() {}

  /**
   * Sums of all values up to each, in order.
   *
   * @param in values, [outer][length][inner]
   * @param outer number of outer indices
   * @param length values of each sum
   * @param inner sums of one outer index
   * @param out receives the sums, of the same shape; may be {@code in}
   * @param backwards whether sums begin at the last value
   * @throws IllegalArgumentException if a size is negative
   * @throws IndexOutOfBoundsException if an array is too short
   */
  public static void sum(
      float[] in, int outer, int length, int inner, float[] out, boolean backwards) {
    Require.count("length", length);
    Require.count("inner", inner);
    Require.items("in", in.length, 0, (long) length * inner, 0, outer);
    Require.items("out", out.length, 0, (long) length * inner, 0, outer);
    for (int o = 0; o < outer && length > 0; o++) {
      int first = (o * length + (backwards ? length - 1 : 0)) * inner;
      int step = backwards ? -inner : inner;
      for (int j = 0; j < inner; j++) {
        out[first + j] = in[first + j];
      }
      for (int r = 1; r < length; r++) {
        int row = first + r * step;
        for (int j = 0; j < inner; j++) {
          out[row + j] = out[row - step + j] + in[row + j];
        }
      }
    }
  }
}
