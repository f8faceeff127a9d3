package dev.sleipnir.kernels.optimize;

/** Checks of the numbers an optimizer is set up with. */
final class Hyperparameter {
  private Hyperparameter() {}

  static void notNegative(String name, double value) {
    if (!(value >= 0 && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          name + ": expected a finite number of at least 0, got " + value);
    }
  }

  static void fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + ": expected 0 <= " + name + " < 1, got " + value);
    }
  }

  static void biasCorrection(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(name + ": expected 0 < " + name + " <= 1, got " + value);
    }
  }
}
