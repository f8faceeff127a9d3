package dev.sleipnir.model.optimize;

/** The check that a rate is a number that is not negative. */
final class Rates {
  private Rates() {}

  static void require(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a number >= 0, got " + value);
    }
  }
}
