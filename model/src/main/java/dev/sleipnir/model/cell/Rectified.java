package dev.sleipnir.model.cell;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;

/**
 * Weights as the kernel inputs see them: as they are, or, for conductances, split by sign into
 * relu(W), which excites, and relu(-W), which inhibits.
 */
final class Rectified {
  private Rectified() {}

  /** The weights of each kernel input; give them back with {@link #giveBack}. */
  static float[][] split(Parameter weights, boolean bySign, Scope scope) {
    float[] w = weights.data();
    if (!bySign) {
      return new float[][] {w};
    }
    float[] positive = scope.take(w.length);
    float[] negative = scope.take(w.length);
    for (int i = 0; i < w.length; i++) {
      positive[i] = Math.max(w[i], 0f);
      negative[i] = Math.max(-w[i], 0f);
    }
    return new float[][] {positive, negative};
  }

  static void giveBack(float[][] split, Scope scope) {
    if (split.length > 1) {
      for (float[] part : split) {
        scope.giveBack(part);
      }
    }
  }

  /** Room for the gradient of each part: the weights' own if they are not split. */
  static float[][] takeGradients(Parameter weights, boolean bySign, Scope scope) {
    return bySign
        ? new float[][] {scope.takeZeroed(weights.size()), scope.takeZeroed(weights.size())}
        : new float[][] {weights.gradient()};
  }

  /** Adds the gradients of the parts to that of the weights, if these were split. */
  static void addGradients(Parameter weights, float[][] gradients, Scope scope) {
    if (gradients.length == 1) {
      return;
    }
    float[] w = weights.data();
    float[] sum = weights.gradient();
    for (int i = 0; i < w.length; i++) {
      if (w[i] > 0f) {
        sum[i] += gradients[0][i];
      } else if (w[i] < 0f) {
        sum[i] -= gradients[1][i];
      }
    }
    giveBack(gradients, scope);
  }
}
