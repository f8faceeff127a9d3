package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.model.tensor.Parameter;

/**
 * The range that weights may have. Nothing here moves weights unasked: {@link #require} refuses
 * what lies outside, {@link #clip} moves it.
 *
 * <pre>{@code
 * new WeightBounds(0, 1).clip(linear.weight());
 * var synapses = Stdp.additive().dense(linear.weight());
 * }</pre>
 *
 * @param low the least weight; -infinity for none
 * @param high the greatest weight, above the least; infinity for none
 */
public record WeightBounds(float low, float high) {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if they are not in order
   */
  public WeightBounds {
    if (!(low < high)) {
      throw new IllegalArgumentException("low: expected below high, got " + low + " and " + high);
    }
  }

  /**
   * Checks weights.
   *
   * @param weights what to check
   * @throws IllegalArgumentException if one is not finite or outside; the message names the range
   *     found and the bounds
   */
  public void require(Parameter weights) {
    require(weights.name(), weights.data(), "", "clip them first with WeightBounds.clip");
  }

  /**
   * Checks weights.
   *
   * @param name what the weights are called
   * @param w the weights
   * @param since what changed them, for the message; empty if nothing has to be said
   * @param option what may be done, for the message
   */
  void require(String name, float[] w, String since, String option) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (int e = 0; e < w.length; e++) {
      if (!Float.isFinite(w[e])) {
        throw new IllegalArgumentException(
            name + ": expected finite weights" + since + ", got " + w[e] + " at " + e);
      }
      least = Math.min(least, w[e]);
      most = Math.max(most, w[e]);
    }
    if (w.length > 0 && (least < low || most > high)) {
      throw new IllegalArgumentException(
          name
              + ": expected weights within the bounds "
              + low
              + " to "
              + high
              + since
              + ", got "
              + least
              + " to "
              + most
              + "; "
              + option);
    }
  }

  /**
   * Moves weights outside to the nearest bound.
   *
   * @param weights changed in place
   * @throws IllegalArgumentException if one is not finite; nothing has changed then
   */
  public void clip(Parameter weights) {
    Checks.finite(weights);
    clip(weights.data());
    weights.edited("WeightBounds.clip");
  }

  void clip(float[] w) {
    Elementwise.clamp(w, 0, low, high, w, 0, w.length);
  }
}
