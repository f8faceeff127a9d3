package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.VectorApi;

/** Sums down the columns of a row-major matrix: the gradient of a bias. */
public final class ColumnSums {
  /**
   * Rows that are summed apart before they are added to the others: the sum of many thousand rows,
   * as of the bias of a convolution, has the error of one of some hundred.
   */
  public static final int BLOCK = 32;

  private ColumnSums() {}

  /**
   * sums[j] += m[0][j] + m[1][j] + ..., in blocks of {@link #BLOCK} rows, one after the other.
   *
   * @param m the matrix, [rows][columns]
   * @param rows its rows
   * @param columns its columns
   * @param sums what to add to, [columns]
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   */
  public static void add(float[] m, int rows, int columns, float[] sums) {
    VectorApi.require();
    ColumnSumsVectors.add(m, rows, columns, sums);
  }
}
