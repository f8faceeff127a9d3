package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link PoissonTable}, apart: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class PoissonTableVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private PoissonTableVectors() {}

  static void scaled(float[] cumulative, float[] numbers, int from, int to, float factor) {
    Require.range("numbers", from, to);
    Require.array("numbers", numbers.length, from, to - from);
    int i = from;
    for (; i < from + F.loopBound(to - from); i += F.length()) {
      var uniform = FloatVector.fromArray(F, numbers, i);
      var count = FloatVector.zero(F);
      for (float bound : cumulative) {
        count = count.add(1f, uniform.compare(VectorOperators.GE, bound));
      }
      count.mul(factor).intoArray(numbers, i);
    }
    for (; i < to; i++) {
      int count = 0;
      for (float bound : cumulative) {
        count += numbers[i] >= bound ? 1 : 0;
      }
      numbers[i] = count * factor;
    }
  }
}
