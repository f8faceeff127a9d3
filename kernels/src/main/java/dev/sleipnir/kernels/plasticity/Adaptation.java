package dev.sleipnir.kernels.plasticity;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A value of each neuron that its own spikes raise: a firing rate, or a threshold that keeps one.
 */
public final class Adaptation {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private Adaptation() {}

  /**
   * value += decay (rest - value) + jump spikes - drift, spikes counted over the batch.
   *
   * @param value one for each neuron, updated
   * @param rest what each value decays to
   * @param spikes 0 or 1, [batch][neurons]
   * @param batch samples
   * @param decay share of the distance to rest that is lost
   * @param jump what a spike adds
   * @param drift what every step takes
   * @param from first neuron
   * @param to one past the last
   * @throws IllegalArgumentException if an array has another length than it should
   * @throws IndexOutOfBoundsException if the range lies outside the neurons
   */
  public static void run(
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
    Bounds.range("neurons", from, to);
    Bounds.array("value", neurons, from, to - from);
    Bounds.positive("batch", batch);
    Lengths.require("rest", rest, neurons);
    Lengths.require("spikes", spikes, batch * neurons);
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
