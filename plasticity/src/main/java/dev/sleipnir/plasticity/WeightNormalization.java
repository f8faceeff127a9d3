package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;

/**
 * Keeps the sum of each neuron's incoming weights: {@code w_ij = w_ij sum / (w_i1 + w_i2 + ...)}.
 * What a synapse gains the others of its neuron lose; after every stimulus in Diehl and Cook,
 * <i>Unsupervised learning of digit recognition using spike-timing-dependent plasticity</i>,
 * Frontiers in Computational Neuroscience 9:99, 2015.
 *
 * <p>Weights have to be 0 or more. A neuron whose weights are all 0 keeps them. No bounds are
 * applied: choose a sum that the weights of a rule with bounds can reach, or the rule's next step
 * refuses them.
 */
public final class WeightNormalization {
  private final Parameter weights;
  private final float sum;
  private final int rows;
  private final int rowLength;

  /**
   * A normalization.
   *
   * @param weights [post, ...], changed in place: a matrix, or the kernels of a convolution
   * @param sum what the weights to each neuron (each output channel) are to add up to, above 0
   * @throws IllegalArgumentException if the weights have fewer than two axes or none of them, or
   *     the sum is not a positive number
   */
  public WeightNormalization(Parameter weights, double sum) {
    int[] shape = weights.shape();
    if (shape.length < 2 || weights.size() == 0) {
      throw new IllegalArgumentException(
          weights.name() + ": expected weights [post, ...], got shape " + Shape.text(shape));
    }
    Require.positive("sum", sum);
    this.weights = weights;
    Require.positive("sum, in single precision", (float) sum);
    this.sum = (float) sum;
    rows = shape[0];
    rowLength = weights.size() / rows;
  }

  /**
   * Normalizes the weights as they are now.
   *
   * @throws IllegalArgumentException if a weight is negative or not finite, or a sum too large or
   *     too small to be scaled; no weight has changed then
   */
  public void apply() {
    Checks.finite(weights);
    float[] w = weights.data();
    for (int e = 0; e < w.length; e++) {
      if (w[e] < 0) {
        throw new IllegalArgumentException(
            weights.name() + ": expected weights of 0 or more, got " + w[e] + " at " + e);
      }
    }
    for (int i = 0; i < rows; i++) {
      float now = Reductions.sum(w, i * rowLength, rowLength);
      float factor = sum / now;
      if (now > 0 && !(factor > 0 && Float.isFinite(factor))) {
        throw new IllegalArgumentException(
            weights.name()
                + ": expected weights whose sum can be brought to "
                + sum
                + ", got a sum of "
                + now
                + " at neuron "
                + i);
      }
    }
    for (int i = 0; i < rows; i++) {
      float now = Reductions.sum(w, i * rowLength, rowLength);
      if (now > 0) {
        Elementwise.scale(w, i * rowLength, sum / now, w, i * rowLength, rowLength);
      }
    }
    weights.edited("WeightNormalization");
  }
}
