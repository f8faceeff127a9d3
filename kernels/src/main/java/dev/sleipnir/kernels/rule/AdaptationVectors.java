package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Adaptation}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class AdaptationVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private AdaptationVectors() {}

  static void run(
      float[] value,
      float[] rest,
      float[] spikes,
      int batch,
      float decay,
      float jump,
      float drift,
      int from,
      int to) {
    int neurons = value.length;
    Require.range("neurons", from, to);
    Require.array("value", neurons, from, to - from);
    Require.positive("batch", batch);
    Require.length("rest", rest, neurons);
    Require.length("spikes", spikes, batch * neurons);
    var decays = FloatVector.broadcast(F, decay);
    var jumps = FloatVector.broadcast(F, jump);
    int main = from + F.loopBound(to - from);
    int n = from;
    for (; n < main; n += F.length()) {
      var count = FloatVector.fromArray(F, spikes, n);
      for (int b = 1; b < batch; b++) {
        count = count.add(FloatVector.fromArray(F, spikes, b * neurons + n));
      }
      var old = FloatVector.fromArray(F, value, n);
      var decayed = FloatVector.fromArray(F, rest, n).sub(old).fma(decays, old);
      count.fma(jumps, decayed).sub(drift).intoArray(value, n);
    }
    for (; n < to; n++) {
      float count = spikes[n];
      for (int b = 1; b < batch; b++) {
        count += spikes[b * neurons + n];
      }
      float decayed = Math.fma(rest[n] - value[n], decay, value[n]);
      value[n] = Math.fma(count, jump, decayed) - drift;
    }
  }
}
