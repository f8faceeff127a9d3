package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.rule.EulerStep;
import dev.sleipnir.kernels.spikes.Spikes;
import dev.sleipnir.model.tensor.Parameter;
import java.util.Locale;

/** Checks of what synapses are given. Messages are only built on failure. */
final class Checks {
  private Checks() {}

  /** Checks spikes of some samples; returns how many. */
  static int batch(String name, float[] spikes, int neurons) {
    int samples = spikes.length / neurons;
    if (samples < 1 || samples * neurons != spikes.length) {
      throw new IllegalArgumentException(
          name + ": expected a multiple of " + neurons + " floats, got " + spikes.length);
    }
    int other = Spikes.firstOther(spikes, 0, spikes.length);
    if (other < spikes.length) {
      throw new IllegalArgumentException(
          name + ": expected spikes, 0 or 1, got " + spikes[other] + " at " + other);
    }
    return samples;
  }

  static void timeConstant(String name, double value, double dt) {
    Require.positive(name, value);
    double _ = EulerStep.factor(name, 1 / value, dt);
  }

  /** What is thrown where there is no number of such a name. */
  static IllegalArgumentException noParameter(String of, String names, String given) {
    return new IllegalArgumentException(
        of + ": expected one of the parameters " + names + ", got '" + given + "'");
  }

  static void finite(Parameter weights) {
    finite(weights.name(), "weights", weights.data());
  }

  static void finite(String name, String what, float[] values) {
    int other = Reductions.firstNonFinite(values, 0, values.length);
    if (other >= 0) {
      throw new IllegalArgumentException(
          name + ": expected finite " + what + ", got " + values[other] + " at " + other);
    }
  }

  /** What is thrown when a rule's equations have made a weight that is no number. */
  static ArithmeticException noNumber(String name, long step, Parameter weights, int at) {
    return new ArithmeticException(
        String.format(
                Locale.ROOT,
                "%s, step %d: expected finite weights from the rule's equations, got %s at %d of %s; traces",
                name,
                step,
                weights.data()[at],
                at,
                weights)
            + " and other weights of this step have changed");
  }
}
