package dev.sleipnir.kernels.optimize;

import dev.sleipnir.kernels.simd.VectorApi;

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
    VectorApi.require();
    AdamStepVectors.update(
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
    VectorApi.require();
    AdamStepVectors.updateDecoupled(
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
  }
}
