package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * A vector times a matrix, y += x W, by adding up the rows of W that belong to inputs other than 0.
 *
 * <p>Every element of y is one chain of fused multiply-adds in order of inputs, which are the bits
 * of {@link dev.sleipnir.kernels.gemm.Gemm}, as long as the weights are finite: to leave out 0
 * times a weight changes nothing but, where a sum is a negative zero, its sign.
 */
public final class RowSums {
  private RowSums() {}

  /**
   * Lists the inputs that are not 0 (a NaN is not), in ascending order.
   *
   * @param x inputs
   * @param xFrom offset of input 0
   * @param inputs number of inputs
   * @param active receives their numbers, from 0; what follows them is overwritten too
   * @return how many there are
   * @throws IllegalArgumentException if {@code inputs} is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static int active(float[] x, int xFrom, int inputs, int[] active) {
    VectorApi.require();
    return RowSumsVectors.active(x, xFrom, inputs, active);
  }

  /**
   * Counts the inputs that are not 0 (a NaN is not).
   *
   * @param x inputs
   * @param xFrom offset of input 0
   * @param inputs number of inputs
   * @return how many there are
   * @throws IllegalArgumentException if {@code inputs} is negative
   * @throws IndexOutOfBoundsException if the inputs lie outside x
   */
  public static int count(float[] x, int xFrom, int inputs) {
    VectorApi.require();
    return RowSumsVectors.count(x, xFrom, inputs);
  }

  /**
   * y[j] += x[k] w[k][j] for the listed inputs k, in the order of the list, and columns {@code
   * from} to {@code to - 1}.
   *
   * @param x inputs
   * @param xFrom offset of input 0
   * @param active which inputs, from {@link #active}
   * @param count how many of them
   * @param w weights, [inputs][columns]
   * @param columns outputs
   * @param y what to add to, [columns]
   * @param yFrom offset of output 0
   * @param from first column
   * @param to one past the last column
   * @throws IllegalArgumentException if {@code columns} or {@code count} is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array, or a listed input outside
   *     x or w; in the last case y may have changed
   */
  public static void add(
      float[] x,
      int xFrom,
      int[] active,
      int count,
      float[] w,
      int columns,
      float[] y,
      int yFrom,
      int from,
      int to) {
    VectorApi.require();
    RowSumsVectors.add(x, xFrom, active, count, w, columns, y, yFrom, from, to);
  }
}
