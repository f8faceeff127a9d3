package dev.sleipnir.model.online;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.math.Softmax;
import dev.sleipnir.kernels.require.Require;

/**
 * Losses of a single time step on arrays, the mean over the batch, with their gradient: what online
 * learning is driven by. Nothing is allocated.
 */
public final class StepLosses {
  private StepLosses() {}

  /**
   * Half the squared distance to a target: E = 1/2 sum over k of (y_k - target_k)².
   *
   * @param y output, [batch, outputs]
   * @param target what was wanted, [batch, outputs]
   * @param batch number of samples
   * @param error receives dE/dy, [batch, outputs]
   * @return the loss
   * @throws IllegalArgumentException if the lengths differ, or the batch does not divide them
   * @throws ArithmeticException if output or target is not finite; no error has been written then
   */
  public static double squaredError(float[] y, float[] target, int batch, float[] error) {
    Require.length("target", y.length, "as many as outputs", target.length);
    requireRows(y, batch, error);
    Reductions.requireFinite("y", y);
    Reductions.requireFinite("target", target);
    Elementwise.subtract(y, 0, target, 0, error, 0, y.length);
    double loss = 0.5 * Reductions.sumOfSquaresAsDouble(error, 0, error.length) / batch;
    Elementwise.scale(error, 0, 1f / batch, error, 0, error.length);
    return loss;
  }

  /**
   * Cross-entropy of the softmax of the output.
   *
   * @param y output, [batch, classes]
   * @param labels right class of each sample
   * @param error receives dE/dy, [batch, classes]
   * @return the loss
   * @throws IllegalArgumentException if the lengths do not fit, or a label is not a class
   * @throws ArithmeticException if the output is not finite; no error has been written then
   */
  public static double crossEntropy(float[] y, int[] labels, float[] error) {
    int batch = labels.length;
    requireRows(y, batch, error);
    int classes = y.length / batch;
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "labels: expected classes 0 to " + (classes - 1) + ", got " + label);
      }
    }
    Reductions.requireFinite("y", y);
    Softmax.softmax(y, 0, error, 0, classes, 0, batch);
    double loss = 0;
    for (int b = 0; b < batch; b++) {
      int at = b * classes + labels[b];
      // Without an underflow to 0, whose logarithm would be infinite.
      loss -= StrictMath.log(Math.max(error[at], Float.MIN_NORMAL));
      error[at] -= 1f;
    }
    Elementwise.scale(error, 0, 1f / batch, error, 0, error.length);
    return loss / batch;
  }

  private static void requireRows(float[] y, int batch, float[] error) {
    Require.length("error", y.length, "as many as outputs", error.length);
    if (batch < 1 || y.length % batch != 0) {
      throw new IllegalArgumentException(
          "batch: expected a number of samples that divides " + y.length + ", got " + batch);
    }
  }
}
