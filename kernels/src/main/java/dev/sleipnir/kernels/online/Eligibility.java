package dev.sleipnir.kernels.online;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Eligibility traces of dense synapses (Bellec et al. 2020), rows of post-synaptic neurons at a
 * time. Matrices are [post][pre], row-major, and begin at an offset, so that an array may hold one
 * for each sample of a batch. Every operation is exactly rounded: results depend neither on the
 * vector width nor on how the rows are cut into ranges.
 */
public final class Eligibility {
  private Eligibility() {}

  /**
   * gradient[j][i] += signal[j] filtered[j][i], with one rounding (fused multiply-add).
   *
   * @param signal learning signal of each post-synaptic neuron
   * @param signalFrom where these begin
   * @param filtered filtered eligibility traces, [post][pre]
   * @param filteredFrom where the matrix begins
   * @param gradient what to add to, [post][pre], from index 0
   * @param pre pre-synaptic neurons
   * @param from first post-synaptic neuron
   * @param to one past the last
   * @throws IllegalArgumentException if {@code pre} is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void accumulate(
      float[] signal,
      int signalFrom,
      float[] filtered,
      int filteredFrom,
      float[] gradient,
      int pre,
      int from,
      int to) {
    VectorApi.require();
    EligibilityVectors.accumulate(
        signal, signalFrom, filtered, filteredFrom, gradient, pre, from, to);
  }
}
