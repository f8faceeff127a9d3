package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The loops of {@link Deliveries}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class DeliveriesVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private DeliveriesVectors() {}

  static void add(
      float[] port, float @Nullable [] holding, int first, float[] amounts, int from, int n) {
    Require.array("port", port.length, first, n);
    Require.array("amounts", amounts.length, from, n);
    int k = 0;
    if (holding == null) {
      for (; k < F.loopBound(n); k += F.length()) {
        FloatVector.fromArray(F, port, first + k)
            .add(FloatVector.fromArray(F, amounts, from + k))
            .intoArray(port, first + k);
      }
      for (; k < n; k++) {
        port[first + k] += amounts[from + k];
      }
      return;
    }
    Require.array("holding", holding.length, first, n);
    for (; k < F.loopBound(n); k += F.length()) {
      var held = FloatVector.fromArray(F, holding, first + k).compare(VectorOperators.GT, 0f);
      var before = FloatVector.fromArray(F, port, first + k);
      before
          .add(FloatVector.fromArray(F, amounts, from + k))
          .blend(before, held)
          .intoArray(port, first + k);
    }
    for (; k < n; k++) {
      if (!(holding[first + k] > 0)) {
        port[first + k] += amounts[from + k];
      }
    }
  }
}
