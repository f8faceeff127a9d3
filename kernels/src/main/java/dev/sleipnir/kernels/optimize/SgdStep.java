package dev.sleipnir.kernels.optimize;

import dev.sleipnir.kernels.simd.VectorApi;
import org.jspecify.annotations.Nullable;

/**
 * One step of stochastic gradient descent, in place, in single precision:
 *
 * <pre>
 *   g = grad + weightDecay * w
 *   velocity = momentum * velocity + g
 *   w -= learningRate * velocity                     (without momentum: learningRate * g)
 *   w -= learningRate * (g + momentum * velocity)    (Nesterov)
 * </pre>
 *
 * <p>A velocity of zeros is the state before the first step. There is no dampening.
 */
public final class SgdStep {
  private SgdStep() {}

  /**
   * Updates the parameters [from, to).
   *
   * @param w parameters, updated
   * @param grad gradients, at the same indices as w; not changed
   * @param velocity velocities, at the same indices as w, updated; not looked at without momentum,
   *     when it may be null
   * @param learningRate learning rate, at least 0
   * @param momentum momentum, at least 0; 0 is without
   * @param weightDecay factor of the parameter added to its gradient, at least 0
   * @param nesterov whether to look one step ahead; needs momentum
   * @param from first index
   * @param to one past the last index
   * @throws IllegalArgumentException if a number is negative or not finite, or if velocity is null
   *     with momentum, or if nesterov is asked for without momentum
   * @throws IndexOutOfBoundsException if the range lies outside an array
   */
  public static void update(
      float[] w,
      float[] grad,
      float @Nullable [] velocity,
      double learningRate,
      double momentum,
      double weightDecay,
      boolean nesterov,
      int from,
      int to) {
    VectorApi.require();
    SgdStepVectors.update(
        w, grad, velocity, learningRate, momentum, weightDecay, nesterov, from, to);
  }
}
