package dev.sleipnir.kernels.online;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Eligibility}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class EligibilityVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private EligibilityVectors() {}

  static void accumulate(
      float[] signal,
      int signalFrom,
      float[] filtered,
      int filteredFrom,
      float[] gradient,
      int pre,
      int from,
      int to) {
    Require.count("pre", pre);
    Require.range("rows", from, to);
    Require.items("signal", signal.length, signalFrom, 1, from, to);
    Require.items("filtered", filtered.length, filteredFrom, pre, from, to);
    Require.items("gradient", gradient.length, 0, pre, from, to);
    int main = F.loopBound(pre);
    for (int j = from; j < to; j++) {
      float factor = signal[signalFrom + j];
      var factors = FloatVector.broadcast(F, factor);
      int in = filteredFrom + j * pre;
      int out = j * pre;
      int i = 0;
      for (; i < main; i += LANES) {
        var sums = FloatVector.fromArray(F, gradient, out + i);
        FloatVector.fromArray(F, filtered, in + i).fma(factors, sums).intoArray(gradient, out + i);
      }
      for (; i < pre; i++) {
        gradient[out + i] = Math.fma(filtered[in + i], factor, gradient[out + i]);
      }
    }
  }
}
