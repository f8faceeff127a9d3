package dev.sleipnir.model.online;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * Cross-entropy of the times of first spikes (Wunderlich &amp; Pehle 2021, methods): the neuron of
 * the right class should fire first.
 *
 * <pre>
 * L = -log(exp(-t_label / tau0) / Σ_k exp(-t_k / tau0)) + strength (exp(t_label / tau1) - 1)
 * </pre>
 *
 * <p>The last term keeps the first spikes early. A neuron that does not fire counts as firing at
 * the end, and has no gradient.
 *
 * @param tau0 time scale of the competition [s]
 * @param tau1 time scale of the last term [s]
 * @param strength of the last term, 0 for none
 */
public record FirstSpikeLoss(double tau0, double tau1, double strength) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a time scale is not positive or the strength is negative
   */
  public FirstSpikeLoss {
    Require.positive("tau0", tau0);
    Require.positive("tau1", tau1);
    Require.notNegative("strength", strength);
  }

  /**
   * The loss of one sample.
   *
   * @param spikes of the output layer
   * @param neurons in the output layer, one for each class
   * @param label the right class
   * @param duration of the run [s]
   * @param gradients receives dL/dt of every spike, in their order
   * @return L
   * @throws IllegalArgumentException if the label or a spike's neuron is not a class, or there is
   *     no room for just as many gradients as there are spikes, or the duration is not positive
   * @throws ArithmeticException if the loss is not finite, as tau1 is far too short; no gradient
   *     has been written then
   */
  public double of(
      SpikeEvents spikes, int neurons, int label, double duration, double[] gradients) {
    if (label < 0 || label >= neurons) {
      throw new IllegalArgumentException(
          "label: expected 0 to " + (neurons - 1) + ", got " + label);
    }
    Require.positive("duration", duration);
    Require.length("gradients", spikes.size(), "one for each spike", gradients.length);
    double[] first = spikes.firstTimes(neurons, duration);
    // Relative to the earliest, so that no exponential of all underflows.
    double earliest = Arrays.stream(first).min().orElseThrow();
    double sum = 0;
    for (double t : first) {
      sum += StrictMath.exp((earliest - t) / tau0);
    }
    double late = StrictMath.exp(first[label] / tau1);
    double loss = (first[label] - earliest) / tau0 + StrictMath.log(sum) + strength * (late - 1);
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException(
          "loss: expected a finite number, got "
              + loss
              + ": exp(t / tau1) with t = "
              + first[label]
              + " s and tau1 = "
              + tau1
              + " s");
    }
    boolean[] seen = new boolean[neurons];
    for (int e = 0; e < spikes.size(); e++) {
      int k = spikes.neuron(e);
      double share = StrictMath.exp((earliest - first[k]) / tau0) / sum;
      double gradient = k == label ? (1 - share) / tau0 + strength / tau1 * late : -share / tau0;
      gradients[e] = seen[k] ? 0 : gradient;
      seen[k] = true;
    }
    return loss;
  }
}
