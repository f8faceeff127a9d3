package dev.sleipnir.model.online;

import dev.sleipnir.kernels.math.Reductions;

/** Checks of arguments, made before anything changes. */
final class Require {
  private Require() {}

  static void length(String name, int expected, String meaning, int got) {
    if (got != expected) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + " values, " + meaning + ", got " + got);
    }
  }

  static void atLeastOne(String name, int got) {
    if (got < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + got);
    }
  }

  static void positive(String name, double got) {
    if (!(got > 0 && got < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a positive number, got " + got);
    }
  }

  static void notNegative(String name, double got) {
    if (!(got >= 0 && got < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a number of at least 0, got " + got);
    }
  }

  /** Checks values that would be taken for silence, before anything changes. */
  static void finite(String name, float[] values) {
    if (!Reductions.allFinite(values, 0, values.length)) {
      int at = Reductions.firstNonFinite(values, 0, values.length);
      throw new ArithmeticException(
          name + ": expected finite numbers, got " + values[at] + " at index " + at);
    }
  }

  /** Checks values that would be taken for silence, before anything changes. */
  static void finite(String name, double[] values) {
    for (int at = 0; at < values.length; at++) {
      if (!Double.isFinite(values[at])) {
        throw new ArithmeticException(
            name + ": expected finite numbers, got " + values[at] + " at index " + at);
      }
    }
  }

  static void decay(String name, double got) {
    if (!(got >= 0 && got < 1)) {
      throw new IllegalArgumentException(name + ": expected a decay in [0, 1), got " + got);
    }
  }
}
