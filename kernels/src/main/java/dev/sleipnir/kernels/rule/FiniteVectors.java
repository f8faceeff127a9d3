package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Finite}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class FiniteVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private FiniteVectors() {}

  static int firstOther(float[] x, int from, int to) {
    Bounds.range("values", from, to);
    Bounds.array("x", x.length, from, to - from);
    int main = from + F.loopBound(to - from);
    int n = from;
    while (n < main) {
      var values = FloatVector.fromArray(F, x, n);
      // x - x is 0 for all numbers, NaN for all others.
      if (!values.sub(values).eq(0f).allTrue()) {
        break;
      }
      n += F.length();
    }
    while (n < to && Float.isFinite(x[n])) {
      n++;
    }
    return n;
  }
}
