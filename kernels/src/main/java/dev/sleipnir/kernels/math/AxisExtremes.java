package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

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
   * @param extremes receives the values, [outer][inner]
   * @param where receives their indices, from 0 to length - 1, [outer][inner]
   * @param from first outer index
   * @param to one past the last
   * @throws IllegalArgumentException if there is no value, or a size is negative
   * @throws IndexOutOfBoundsException if the range lies outside an array
   */
  public static void find(
      float[] in,
      int length,
      int inner,
      boolean largest,
      float[] extremes,
      int[] where,
      int from,
      int to) {
    Require.count("inner", inner);
    Require.items("in", in.length, 0, (long) length * inner, from, to);
    Require.items("extremes", extremes.length, 0, inner, from, to);
    Require.items("where", where.length, 0, inner, from, to);
    if (from < to && inner > 0) {
      Require.positive("length", length);
    }
    for (int o = from; o < to; o++) {
      int first = o * length * inner;
      int at = o * inner;
      if (inner == 1 && largest) {
        where[at] = Reductions.argMax(in, first, length);
        extremes[at] = in[first + where[at]];
        continue;
      }
      System.arraycopy(in, first, extremes, at, inner);
      Arrays.fill(where, at, at + inner, 0);
      for (int r = 1; r < length; r++) {
        row(in, first + r * inner, r, inner, largest, extremes, where, at);
      }
    }
  }

  private static void row(
      float[] in,
      int row,
      int r,
      int inner,
      boolean largest,
      float[] extremes,
      int[] where,
      int at) {
    for (int j = 0; j < inner; j++) {
      float best = extremes[at + j];
      float value = in[row + j];
      boolean better = largest ? value > best : value < best;
      if (better || (Float.isNaN(value) && !Float.isNaN(best))) {
        extremes[at + j] = value;
        where[at + j] = r;
      }
    }
  }
}
