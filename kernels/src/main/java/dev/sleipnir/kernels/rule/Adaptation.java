package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * A value of each neuron that its own spikes raise: a firing rate, or a threshold that keeps one.
 */
public final class Adaptation {
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
    VectorApi.require();
    AdaptationVectors.run(value, rest, spikes, batch, decay, jump, drift, from, to);
  }
}
