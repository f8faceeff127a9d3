package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Sums along the middle axis of arrays of [outer][length][inner], with the same bits at every
 * vector width, and an error that hardly grows with the length. Of consecutive values (inner is 1)
 * a sum is that of sums of 4096 values by {@link Reductions#sum}; else of 64 sums of 64 values in
 * order.
 */
public final class AxisSums {
  private AxisSums() {}

  /**
   * The sums of some outer indices.
   *
   * @param in values, [outer][length][inner]
   * @param length how many values are in a sum
   * @param inner sums of one outer index
   * @param out receives the sums, [outer][inner]; may be {@code in}
   * @param from first outer index
   * @param to one past the last
   * @throws IllegalArgumentException if a size is negative
   * @throws IndexOutOfBoundsException if the range lies outside an array
   */
  public static void sum(float[] in, int length, int inner, float[] out, int from, int to) {
    VectorApi.require();
    AxisSumsVectors.sum(in, length, inner, out, from, to);
  }
}
