package dev.sleipnir.kernels.online;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eligibility traces of dense synapses (Bellec et al. 2020), rows of post-synaptic neurons at a
 * time. Matrices are [post][pre], row-major, and begin at an offset, so that an array may hold one
 * for each sample of a batch. Every operation is exactly rounded: results depend neither on the
 * vector width nor on how the rows are cut into ranges.
 */
public final class Eligibility {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

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
    check(psi, psiFrom, trace, traceFrom, pre, from, to);
    Bounds.items("filtered", filtered.length, filteredFrom, pre, from, to);
    int main = F.loopBound(pre);
    for (int j = from; j < to; j++) {
      float slope = psi[psiFrom + j];
      int row = filteredFrom + j * pre;
      var slopes = FloatVector.broadcast(F, slope);
      int i = 0;
      for (; i < main; i += LANES) {
        var traces = FloatVector.fromArray(F, trace, traceFrom + i);
        var kept = FloatVector.fromArray(F, filtered, row + i).mul(kappa);
        traces.fma(slopes, kept).intoArray(filtered, row + i);
      }
      for (; i < pre; i++) {
        filtered[row + i] = Math.fma(trace[traceFrom + i], slope, filtered[row + i] * kappa);
      }
    }
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
    check(psi, psiFrom, trace, traceFrom, pre, from, to);
    Bounds.items("adaptation", adaptation.length, matrixFrom, pre, from, to);
    Bounds.items("filtered", filtered.length, matrixFrom, pre, from, to);
    int main = F.loopBound(pre);
    var betas = FloatVector.broadcast(F, -beta);
    var rhos = FloatVector.broadcast(F, rho);
    var kappas = FloatVector.broadcast(F, kappa);
    for (int j = from; j < to; j++) {
      float slope = psi[psiFrom + j];
      int row = matrixFrom + j * pre;
      int i = 0;
      for (; i < main; i += LANES) {
        var adapted = FloatVector.fromArray(F, adaptation, row + i);
        var traces = FloatVector.fromArray(F, trace, traceFrom + i);
        var e = adapted.fma(betas, traces).mul(slope);
        adapted.fma(rhos, e).intoArray(adaptation, row + i);
        FloatVector.fromArray(F, filtered, row + i).fma(kappas, e).intoArray(filtered, row + i);
      }
      for (; i < pre; i++) {
        float adapted = adaptation[row + i];
        float e = Math.fma(adapted, -beta, trace[traceFrom + i]) * slope;
        adaptation[row + i] = Math.fma(adapted, rho, e);
        filtered[row + i] = Math.fma(filtered[row + i], kappa, e);
      }
    }
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
    Bounds.count("pre", pre);
    Bounds.range("rows", from, to);
    Bounds.items("signal", signal.length, signalFrom, 1, from, to);
    Bounds.items("filtered", filtered.length, filteredFrom, pre, from, to);
    Bounds.items("gradient", gradient.length, 0, pre, from, to);
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

  private static void check(
      float[] psi, int psiFrom, float[] trace, int traceFrom, int pre, int from, int to) {
    Bounds.count("pre", pre);
    Bounds.range("rows", from, to);
    Bounds.items("psi", psi.length, psiFrom, 1, from, to);
    Bounds.array("trace", trace.length, traceFrom, pre);
  }
}
