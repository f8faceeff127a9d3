package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link RowSums}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class RowSumsVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final VectorSpecies<Integer> I = Species.INT;
  private static final int LANES = F.length();

  /** Columns whose sums stay in registers while the rows run. */
  private static final int WIDE = 4 * LANES;

  private RowSumsVectors() {}

  static int active(float[] x, int xFrom, int inputs, int[] active) {
    Require.count("inputs", inputs);
    Require.array("x", x.length, xFrom, inputs);
    Require.array("active", active.length, 0, inputs);
    int count = 0;
    int k = 0;
    if (SpikeLists.COMPRESSES) {
      IntVector lanes = IntVector.zero(I).addIndex(1);
      for (; k < F.loopBound(inputs); k += LANES) {
        VectorMask<Float> set =
            FloatVector.fromArray(F, x, xFrom + k).compare(VectorOperators.NE, 0f);
        lanes.add(k).compress(set.cast(I)).intoArray(active, count);
        count += set.trueCount();
      }
    }
    // Written always, counted where it stays: spikes come too irregularly for a branch.
    for (; k < inputs; k++) {
      active[count] = k;
      count += x[xFrom + k] == 0f ? 0 : 1;
    }
    return count;
  }

  static int count(float[] x, int xFrom, int inputs) {
    Require.count("inputs", inputs);
    Require.array("x", x.length, xFrom, inputs);
    int count = 0;
    int k = 0;
    for (; k < F.loopBound(inputs); k += LANES) {
      count += FloatVector.fromArray(F, x, xFrom + k).compare(VectorOperators.NE, 0f).trueCount();
    }
    for (; k < inputs; k++) {
      count += x[xFrom + k] == 0f ? 0 : 1;
    }
    return count;
  }

  static void add(
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
    Require.count("columns", columns);
    Require.count("count", count);
    Require.array("active", active.length, 0, count);
    Require.range("columns", from, to);
    Require.array("columns", columns, from, to - from);
    Require.array("y", y.length, yFrom, columns);
    int j = from;
    for (; j + WIDE <= to; j += WIDE) {
      wide(x, xFrom, active, count, w, columns, y, yFrom, j);
    }
    for (; j + LANES <= to; j += LANES) {
      FloatVector sum = FloatVector.fromArray(F, y, yFrom + j);
      for (int a = 0; a < count; a++) {
        int k = active[a];
        sum =
            FloatVector.fromArray(F, w, k * columns + j)
                .fma(FloatVector.broadcast(F, x[xFrom + k]), sum);
      }
      sum.intoArray(y, yFrom + j);
    }
    for (; j < to; j++) {
      float sum = y[yFrom + j];
      for (int a = 0; a < count; a++) {
        int k = active[a];
        sum = Math.fma(w[k * columns + j], x[xFrom + k], sum);
      }
      y[yFrom + j] = sum;
    }
  }

  private static void wide(
      float[] x,
      int xFrom,
      int[] active,
      int count,
      float[] w,
      int columns,
      float[] y,
      int yFrom,
      int j) {
    FloatVector sum0 = FloatVector.fromArray(F, y, yFrom + j);
    FloatVector sum1 = FloatVector.fromArray(F, y, yFrom + j + LANES);
    FloatVector sum2 = FloatVector.fromArray(F, y, yFrom + j + 2 * LANES);
    FloatVector sum3 = FloatVector.fromArray(F, y, yFrom + j + 3 * LANES);
    for (int a = 0; a < count; a++) {
      int k = active[a];
      int row = k * columns + j;
      FloatVector value = FloatVector.broadcast(F, x[xFrom + k]);
      sum0 = FloatVector.fromArray(F, w, row).fma(value, sum0);
      sum1 = FloatVector.fromArray(F, w, row + LANES).fma(value, sum1);
      sum2 = FloatVector.fromArray(F, w, row + 2 * LANES).fma(value, sum2);
      sum3 = FloatVector.fromArray(F, w, row + 3 * LANES).fma(value, sum3);
    }
    sum0.intoArray(y, yFrom + j);
    sum1.intoArray(y, yFrom + j + LANES);
    sum2.intoArray(y, yFrom + j + 2 * LANES);
    sum3.intoArray(y, yFrom + j + 3 * LANES);
  }
}
