package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Spikes}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class SpikesVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private SpikesVectors() {}

  static int firstOther(float[] z, int from, int to) {
    Require.range("neurons", from, to);
    Require.array("z", z.length, from, to - from);
    int main = from + F.loopBound(to - from);
    int n = from;
    while (n < main) {
      var values = FloatVector.fromArray(F, z, n);
      if (!values.eq(0f).or(values.eq(1f)).allTrue()) {
        break;
      }
      n += F.length();
    }
    while (n < to && (z[n] == 0 || z[n] == 1)) {
      n++;
    }
    return n;
  }
}
