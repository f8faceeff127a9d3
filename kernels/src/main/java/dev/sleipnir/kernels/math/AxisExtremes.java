package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;

/** Where the largest or smallest values along the middle axis of [outer][length][inner] are. */
public final class AxisExtremes {
  private AxisExtremes() {}

  /**
   * Finds the extremes of some outer indices: the first of equals; a NaN is more extreme than any
   * number.
   *
   * @param in values, [outer][length][inner]
   * @param length values of each, at least 1
   * @param inner extremes of one outer index
   * @param largest whether the largest are looked for, else the smallest
   * @param where receives the indices, from 0 to length - 1, [outer][inner]
   * @param from first outer index
   * @param to one past the last
   * @throws IllegalArgumentException if there is no value, or a size is negative
   * @throws IndexOutOfBoundsException if the range lies outside an array
   */
  public static void find(
      float[] in, int length, int inner, boolean largest, int[] where, int from, int to) {
    Require.count("inner", inner);
    Require.items("in", in.length, 0, (long) length * inner, from, to);
    Require.items("where", where.length, 0, inner, from, to);
    if (from < to && inner > 0) {
      Require.positive("length", length);
    }
    for (int o = from; o < to; o++) {
      int first = o * length * inner;
      for (int j = 0; j < inner; j++) {
        where[o * inner + j] = 0;
      }
      for (int r = 1; r < length; r++) {
        int row = first + r * inner;
        for (int j = 0; j < inner; j++) {
          float best = in[first + where[o * inner + j] * inner + j];
          float value = in[row + j];
          boolean better = largest ? value > best : value < best;
          if (better || (Float.isNaN(value) && !Float.isNaN(best))) {
            where[o * inner + j] = r;
          }
        }
      }
    }
  }
}
