package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums down the columns of a row-major matrix, row by row: the gradient of a bias. */
public final class ColumnSums {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private ColumnSums() {}

  /**
   * sums[j] += m[0][j] + m[1][j] + ..., in order of rows.
   *
   * @param m the matrix, [rows][columns]
   * @param rows its rows
   * @param columns its columns
   * @param sums what to add to, [columns]
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   */
  public static void add(float[] m, int rows, int columns, float[] sums) {
    Bounds.count("rows", rows);
    Bounds.count("columns", columns);
    if (m.length < (long) rows * columns) {
      throw new IllegalArgumentException(
          "m: expected " + rows + " x " + columns + " floats, got " + m.length);
    }
    if (sums.length < columns) {
      throw new IllegalArgumentException(
          "sums: expected " + columns + " floats, got " + sums.length);
    }
    int vectors = F.loopBound(columns);
    for (int j = 0; j < vectors; j += LANES) {
      FloatVector sum = FloatVector.fromArray(F, sums, j);
      for (int r = 0; r < rows; r++) {
        sum = FloatVector.fromArray(F, m, r * columns + j).add(sum);
      }
      sum.intoArray(sums, j);
    }
    for (int r = 0; r < rows; r++) {
      for (int j = vectors; j < columns; j++) {
        sums[j] += m[r * columns + j];
      }
    }
  }
}
