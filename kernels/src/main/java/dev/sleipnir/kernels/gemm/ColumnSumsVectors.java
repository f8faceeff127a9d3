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
    for (int from = 0; from < rows; from += ColumnSums.BLOCK) {
      int to = Math.min(rows, from + ColumnSums.BLOCK);
      for (int j = 0; j < vectors; j += LANES) {
        FloatVector sum = FloatVector.zero(F);
        for (int r = from; r < to; r++) {
          sum = FloatVector.fromArray(F, m, r * columns + j).add(sum);
        }
        FloatVector.fromArray(F, sums, j).add(sum).intoArray(sums, j);
      }
      for (int j = vectors; j < columns; j++) {
        float sum = 0f;
        for (int r = from; r < to; r++) {
          sum += m[r * columns + j];
        }
        sums[j] += sum;
      }
    }
  }
}
