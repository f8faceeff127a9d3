package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.require.Require;
import java.util.Map;

/**
 * The constants that both forms of Adam share.
 *
 * @param beta1 decay of the mean of the gradients, in [0, 1)
 * @param beta2 decay of the mean of their squares, in [0, 1)
 * @param epsilon added to the denominator, greater than 0
 * @param weightDecay at least 0
 */
record AdamConstants(double beta1, double beta2, double epsilon, double weightDecay) {
  AdamConstants {
    requireBeta("beta1", beta1);
    requireBeta("beta2", beta2);
    Require.notNegative("epsilon", epsilon);
    if ((float) epsilon == 0f) {
      throw new IllegalArgumentException(
          "epsilon: expected a number > 0 in single precision, got "
              + epsilon
              + ": a gradient of 0 would divide 0 by 0");
    }
    Require.notNegative("weightDecay", weightDecay);
  }

  /** The usual ones, with this weight decay. */
  AdamConstants(double weightDecay) {
    this(0.9, 0.999, 1e-8, weightDecay);
  }

  private static void requireBeta(String name, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(name + ": expected a number in [0, 1), got " + beta);
    }
  }

  /** By their names in the text. */
  Map<String, Double> byParameter() {
    return Map.of("beta1", beta1, "beta2", beta2, "epsilon", epsilon, "weight_decay", weightDecay);
  }

  /** What a checkpoint keeps of them. */
  Map<String, Double> byName() {
    return Map.of("beta1", beta1, "beta2", beta2, "epsilon", epsilon, "weight decay", weightDecay);
  }
}
