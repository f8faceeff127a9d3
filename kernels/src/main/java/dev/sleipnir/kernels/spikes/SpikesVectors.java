package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Spikes}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class SpikesVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private SpikesVectors() {}

  static int firstOther(float[] z, int from, int to) {
    Bounds.range("neurons", from, to);
    Bounds.array("z", z.length, from, to - from);
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

  /** Lists the neurons whose value is above 0, in order; returns how many. */
  static int find(float[] z, int neurons, int[] found) {
    int main = F.loopBound(neurons);
    int count = 0;
    int n = 0;
    for (; n < main; n += F.length()) {
      if (FloatVector.fromArray(F, z, n).compare(VectorOperators.GT, 0f).anyTrue()) {
        for (int e = n; e < n + F.length(); e++) {
          if (z[e] > 0) {
            found[count++] = e;
          }
        }
      }
    }
    for (; n < neurons; n++) {
      if (z[n] > 0) {
        found[count++] = n;
      }
    }
    return count;
  }
}
