package dev.sleipnir.model.optimize;

/** How messages call a number that is not finite. */
final class Finite {
  private Finite() {}

  static String word(float value) {
    return Float.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }
}
