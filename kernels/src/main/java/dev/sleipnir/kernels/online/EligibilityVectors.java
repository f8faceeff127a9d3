package dev.sleipnir.kernels.online;

import dev.sleipnir.kernels.bounds.Bounds;
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

  static void lif(
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

  static void alif(
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

  static void accumulate(
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
