package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.plasticity.RuleConstants;
import dev.sleipnir.model.tensor.Parameter;

/** Checks of what synapses are given. Messages are only built on failure. */
final class Checks {
  private Checks() {}

  static void spikes(String name, float[] spikes, int length) {
    if (spikes.length != length) {
      throw new IllegalArgumentException(
          name + ": expected " + length + " floats, got " + spikes.length);
    }
    for (int e = 0; e < length; e++) {
      if (!(spikes[e] == 0 || spikes[e] == 1)) {
        throw new IllegalArgumentException(
            name + ": expected spikes, 0 or 1, got " + spikes[e] + " at " + e);
      }
    }
  }

  static void positive(String name, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + size);
    }
  }

  static void finite(Parameter weights) {
    finite(weights.name(), weights.data());
  }

  static void finite(String name, float[] w) {
    for (int e = 0; e < w.length; e++) {
      if (!Float.isFinite(w[e])) {
        throw new IllegalArgumentException(
            name + ": expected finite weights, got " + w[e] + " at " + e);
      }
    }
  }

  static void moveWithinBounds(Parameter weights, RuleConstants constants) {
    float[] w = weights.data();
    Elementwise.clamp(w, 0, constants.low(), constants.high(), w, 0, w.length);
  }
}
