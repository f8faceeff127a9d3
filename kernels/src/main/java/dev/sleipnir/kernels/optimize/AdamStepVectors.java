package dev.sleipnir.kernels.optimize;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link AdamStep}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class AdamStepVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private AdamStepVectors() {}

  static void update(
      float[] w,
      float[] grad,
      float[] m,
      float[] v,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double biasCorrection1,
      double biasCorrection2,
      int from,
      int to) {
    check(
        w,
        grad,
        m,
        v,
        learningRate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        biasCorrection1,
        biasCorrection2,
        from,
        to);
    update(
        w,
        grad,
        m,
        v,
        (float) weightDecay,
        1f,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) (learningRate / biasCorrection1),
        (float) Math.sqrt(biasCorrection2),
        (float) epsilon,
        from,
        to);
  }

  static void updateDecoupled(
      float[] w,
      float[] grad,
      float[] m,
      float[] v,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double biasCorrection1,
      double biasCorrection2,
      int from,
      int to) {
    check(
        w,
        grad,
        m,
        v,
        learningRate,
        beta1,
        beta2,
        epsilon,
        weightDecay,
        biasCorrection1,
        biasCorrection2,
        from,
        to);
    update(
        w,
        grad,
        m,
        v,
        0f,
        (float) (1 - learningRate * weightDecay),
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2),
        (float) (learningRate / biasCorrection1),
        (float) Math.sqrt(biasCorrection2),
        (float) epsilon,
        from,
        to);
  }

  // Both in one loop: a factor 0 or 1 costs nothing beside the square root and the divisions.
  private static void update(
      float[] w,
      float[] grad,
      float[] m,
      float[] v,
      float gradientDecay,
      float keep,
      float gain1,
      float beta2,
      float gain2,
      float rate,
      float rootCorrection2,
      float epsilon,
      int from,
      int to) {
    var rates = FloatVector.broadcast(F, -rate);
    int main = from + F.loopBound(to - from);
    int i = from;
    for (; i < main; i += LANES) {
      var ws = FloatVector.fromArray(F, w, i);
      var g = ws.fma(FloatVector.broadcast(F, gradientDecay), FloatVector.fromArray(F, grad, i));
      var ms = FloatVector.fromArray(F, m, i);
      ms = g.sub(ms).fma(FloatVector.broadcast(F, gain1), ms);
      ms.intoArray(m, i);
      var vs = FloatVector.fromArray(F, v, i);
      vs = vs.fma(FloatVector.broadcast(F, beta2), g.mul(g).mul(gain2));
      vs.intoArray(v, i);
      var denominator = vs.sqrt().div(rootCorrection2).add(epsilon);
      ms.div(denominator).fma(rates, ws.mul(keep)).intoArray(w, i);
    }
    for (; i < to; i++) {
      float g = Math.fma(w[i], gradientDecay, grad[i]);
      m[i] = Math.fma(g - m[i], gain1, m[i]);
      v[i] = Math.fma(v[i], beta2, g * g * gain2);
      float denominator = (float) Math.sqrt(v[i]) / rootCorrection2 + epsilon;
      w[i] = Math.fma(-rate, m[i] / denominator, w[i] * keep);
    }
  }

  private static void check(
      float[] w,
      float[] grad,
      float[] m,
      float[] v,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double biasCorrection1,
      double biasCorrection2,
      int from,
      int to) {
    Hyperparameter.notNegative("learningRate", learningRate);
    Hyperparameter.fraction("beta1", beta1);
    Hyperparameter.fraction("beta2", beta2);
    Hyperparameter.notNegative("epsilon", epsilon);
    Hyperparameter.notNegative("weightDecay", weightDecay);
    Hyperparameter.biasCorrection("biasCorrection1", biasCorrection1);
    Hyperparameter.biasCorrection("biasCorrection2", biasCorrection2);
    Bounds.range("parameters", from, to);
    Bounds.array("w", w.length, from, to - from);
    Bounds.array("grad", grad.length, from, to - from);
    Bounds.array("m", m.length, from, to - from);
    Bounds.array("v", v.length, from, to - from);
  }
}
