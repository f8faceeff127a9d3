package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link ColumnSums}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class ColumnSumsVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private ColumnSumsVectors() {}

  static void add(float[] m, int rows, int columns, float[] sums) {
    Require.count("rows", rows);
    Require.count("columns", columns);
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
