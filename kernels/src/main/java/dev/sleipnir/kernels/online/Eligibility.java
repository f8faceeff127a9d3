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
   * Neurons without adaptation: filtered[j][i] = kappa filtered[j][i] + psi[j] trace[i], with one
   * rounding of the product with kappa and one of the sum (fused multiply-add).
   *
   * @param kappa decay of the read-out in a step
   * @param psi pseudo-derivative of each post-synaptic neuron
   * @param psiFrom where these begin
   * @param trace low-pass filtered spikes of each pre-synaptic neuron
   * @param traceFrom where these begin
   * @param filtered filtered eligibility traces, [post][pre], updated
   * @param filteredFrom where the matrix begins
   * @param pre pre-synaptic neurons
   * @param from first post-synaptic neuron
   * @param to one past the last
   * @throws IllegalArgumentException if {@code pre} is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void lif(
      float kappa,
      float[] psi,
      int psiFrom,
      float[] trace,
      int traceFrom,
      float[] filtered,
      int filteredFrom,
      int pre,
      int from,
      int to) {
    VectorApi.require();
    EligibilityVectors.lif(
        kappa, psi, psiFrom, trace, traceFrom, filtered, filteredFrom, pre, from, to);
  }

  /**
   * Neurons with an adaptive threshold: e = psi[j] (trace[i] - beta adaptation[j][i]), then
   * adaptation[j][i] = rho adaptation[j][i] + e, which is psi trace + (rho - psi beta) adaptation,
   * and filtered[j][i] = kappa filtered[j][i] + e.
   *
   * @param kappa decay of the read-out in a step
   * @param rho decay of the adaptation in a step
   * @param beta what a unit of adaptation adds to the threshold
   * @param psi pseudo-derivative of each post-synaptic neuron
   * @param psiFrom where these begin
   * @param trace low-pass filtered spikes of each pre-synaptic neuron
   * @param traceFrom where these begin
   * @param adaptation eligibility vectors of the adaptation, [post][pre], updated
   * @param filtered filtered eligibility traces, [post][pre], updated
   * @param matrixFrom where both matrices begin
   * @param pre pre-synaptic neurons
   * @param from first post-synaptic neuron
   * @param to one past the last
   * @throws IllegalArgumentException if {@code pre} is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void alif(
      float kappa,
      float rho,
      float beta,
      float[] psi,
      int psiFrom,
      float[] trace,
      int traceFrom,
      float[] adaptation,
      float[] filtered,
      int matrixFrom,
      int pre,
      int from,
      int to) {
    VectorApi.require();
    EligibilityVectors.alif(
        kappa,
        rho,
        beta,
        psi,
        psiFrom,
        trace,
        traceFrom,
        adaptation,
        filtered,
        matrixFrom,
        pre,
        from,
        to);
  }

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
