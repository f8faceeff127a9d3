package dev.sleipnir.kernels.equation;

/** Numbers as people write them: 200, 0.5, 1e-4. */
final class Numerals {
  /** Whole numbers below it are written without an exponent, and are exact. */
  private static final double LARGE = 1e7;

  private Numerals() {}

  /** The shortest text that reads back as the same number. */
  static String of(double value) {
    if (value == Math.rint(value) && Math.abs(value) < LARGE) {
      return Long.toString((long) value);
    }
    return Double.toString(value).replace(".0E", "E").replace('E', 'e');
  }
}
