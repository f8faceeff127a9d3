package dev.sleipnir.kernels.optimize;

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One step of Adam, in place, in single precision:
 *
 * <pre>
 *   g = grad + weightDecay * w               (Adam: L2 weight decay)
 *   w -= learningRate * weightDecay * w      (AdamW: decoupled weight decay, g = grad)
 *   m += (1 - beta1) * (g - m)
 *   v = beta2 * v + (1 - beta2) * g * g
 *   w -= (learningRate / biasCorrection1) * m
 *        / (sqrt(v) / sqrt(biasCorrection2) + epsilon)
 * </pre>
 *
 * <p>Hyperparameters are doubles because 1 - beta2 would lose most of its digits in single
 * precision.
 */
public final class AdamStep {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private AdamStep() {}

  /**
   * Adam: updates the parameters [from, to), with weight decay as a part of the gradient.
   *
   * @param w parameters, updated
   * @param grad gradients, at the same indices as w; not changed
   * @param m first moments, at the same indices as w, updated; zeros before the first step
   * @param v second moments, at the same indices as w, updated; zeros before the first step
   * @param learningRate learning rate, at least 0
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the denominator, at least 0
   * @param weightDecay weight decay, at least 0
   * @param biasCorrection1 1 - beta1<sup>t</sup> at step t = 1, 2, ...
   * @param biasCorrection2 1 - beta2<sup>t</sup>
   * @param from first index
   * @param to one past the last index
   * @throws IllegalArgumentException if a number is outside its range
   * @throws IndexOutOfBoundsException if the range lies outside an array
   */
  public static void update(
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

  /**
   * AdamW: updates the parameters [from, to), with weight decay apart from the gradient.
   *
   * @param w parameters, updated
   * @param grad gradients, at the same indices as w; not changed
   * @param m first moments, at the same indices as w, updated; zeros before the first step
   * @param v second moments, at the same indices as w, updated; zeros before the first step
   * @param learningRate learning rate, at least 0
   * @param beta1 decay of the first moment, in [0, 1)
   * @param beta2 decay of the second moment, in [0, 1)
   * @param epsilon added to the denominator, at least 0
   * @param weightDecay weight decay, at least 0
   * @param biasCorrection1 1 - beta1<sup>t</sup> at step t = 1, 2, ...
   * @param biasCorrection2 1 - beta2<sup>t</sup>
   * @param from first index
   * @param to one past the last index
   * @throws IllegalArgumentException if a number is outside its range
   * @throws IndexOutOfBoundsException if the range lies outside an array
   */
  public static void updateDecoupled(
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
