package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;

/**
 * Softmax of the rows of row-major matrices of shape [rows][columns], and its logarithm. Each row's
 * maximum is subtracted first, so that large values do not overflow. Sums are taken in double
 * precision and column order, so results do not depend on the vector width.
 *
 * <p>Methods work on the rows [from, to); an array's offset is the index of row 0. A row with a NaN
 * or with nothing but negative infinities gives NaN.
 */
public final class Softmax {
  /**
   * Fewest elements worth vectors. A classifier's few scores come too rarely for the vector loop to
   * be compiled, and vectors that are not compiled are objects on the heap.
   */
  private static final int WORTH_VECTORS = 1024;

  private Softmax() {}

  /**
   * Softmax of each row: e<sup>x</sup> divided by its sum over the row. The output may be the input
   * array at the same offset.
   *
   * @param in matrix [rows][columns]
   * @param inFrom index of its row 0
   * @param out result [rows][columns]
   * @param outFrom index of its row 0
   * @param columns columns of the matrices, at least 1
   * @param from first row
   * @param to one past the last row
   * @throws IllegalArgumentException if columns is less than 1
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void softmax(
      float[] in, int inFrom, float[] out, int outFrom, int columns, int from, int to) {
    check("in", in, inFrom, "out", out, outFrom, columns, from, to);
    expOfShifted(in, inFrom, out, outFrom, columns, from, to);
    for (int row = from; row < to; row++) {
      int at = outFrom + row * columns;
      float sum = (float) sum(out, at, columns);
      for (int i = at; i < at + columns; i++) {
        out[i] /= sum;
      }
    }
  }

  /**
   * Logarithm of the softmax of each row: x minus the logarithm of its row's sum of e<sup>x</sup>.
   *
   * @param in matrix [rows][columns]
   * @param inFrom index of its row 0
   * @param out result [rows][columns]; may not overlap the input
   * @param outFrom index of its row 0
   * @param columns columns of the matrices, at least 1
   * @param from first row
   * @param to one past the last row
   * @throws IllegalArgumentException if columns is less than 1 or out overlaps in
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void logSoftmax(
      float[] in, int inFrom, float[] out, int outFrom, int columns, int from, int to) {
    check("in", in, inFrom, "out", out, outFrom, columns, from, to);
    Require.disjoint(in, inFrom, out, outFrom, (long) (to - from) * columns);
    expOfShifted(in, inFrom, out, outFrom, columns, from, to);
    for (int row = from; row < to; row++) {
      int inAt = inFrom + row * columns;
      int outAt = outFrom + row * columns;
      float logSum = Log.log((float) sum(out, outAt, columns));
      float max = Reductions.max(in, inAt, columns);
      for (int i = 0; i < columns; i++) {
        // Not x minus the whole logarithm, whose rounding would show where the maximum is large.
        out[outAt + i] = (in[inAt + i] - max) - logSum;
      }
    }
  }

  /**
   * Gradient of {@link #logSoftmax}: gradIn = gradOut - softmax * (sum of the row of gradOut). The
   * result may be the array of gradOut at the same offset.
   *
   * @param logSoftmax the result of logSoftmax, [rows][columns]
   * @param logSoftmaxFrom index of its row 0
   * @param gradOut gradient with respect to that result, [rows][columns]
   * @param gradOutFrom index of its row 0
   * @param gradIn gradient with respect to the input, [rows][columns], overwritten; may not overlap
   *     logSoftmax
   * @param gradInFrom index of its row 0
   * @param columns columns of the matrices, at least 1
   * @param from first row
   * @param to one past the last row
   * @throws IllegalArgumentException if columns is less than 1 or gradIn overlaps logSoftmax
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void logSoftmaxBackward(
      float[] logSoftmax,
      int logSoftmaxFrom,
      float[] gradOut,
      int gradOutFrom,
      float[] gradIn,
      int gradInFrom,
      int columns,
      int from,
      int to) {
    check(
        "logSoftmax", logSoftmax, logSoftmaxFrom, "gradIn", gradIn, gradInFrom, columns, from, to);
    Require.items("gradOut", gradOut.length, gradOutFrom, columns, from, to);
    Require.disjoint(logSoftmax, logSoftmaxFrom, gradIn, gradInFrom, (long) (to - from) * columns);
    for (int row = from; row < to; row++) {
      int logSoftmaxAt = logSoftmaxFrom + row * columns;
      int gradOutAt = gradOutFrom + row * columns;
      int gradInAt = gradInFrom + row * columns;
      float sum = (float) sum(gradOut, gradOutAt, columns);
      for (int i = 0; i < columns; i++) {
        gradIn[gradInAt + i] =
            Math.fma(-Exp.exp(logSoftmax[logSoftmaxAt + i]), sum, gradOut[gradOutAt + i]);
      }
    }
  }

  /** Writes e<sup>x - max of the row</sup>: all rows in one run of the vector exponential. */
  private static void expOfShifted(
      float[] in, int inFrom, float[] out, int outFrom, int columns, int from, int to) {
    for (int row = from; row < to; row++) {
      int inAt = inFrom + row * columns;
      int outAt = outFrom + row * columns;
      float max = Reductions.max(in, inAt, columns);
      for (int i = 0; i < columns; i++) {
        out[outAt + i] = in[inAt + i] - max;
      }
    }
    int first = outFrom + from * columns;
    int n = (to - from) * columns;
    if (n >= WORTH_VECTORS) {
      Exp.exp(out, first, out, first, n);
      return;
    }
    for (int i = first; i < first + n; i++) {
      out[i] = Exp.exp(out[i]);
    }
  }

  private static double sum(float[] a, int from, int n) {
    double sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += a[i];
    }
    return sum;
  }

  private static void check(
      String inName,
      float[] in,
      int inFrom,
      String outName,
      float[] out,
      int outFrom,
      int columns,
      int from,
      int to) {
    Require.positive("columns", columns);
    Require.range("rows", from, to);
    Require.items(inName, in.length, inFrom, columns, from, to);
    Require.items(outName, out.length, outFrom, columns, from, to);
  }
}
