package dev.sleipnir.bench.plain;

/** Comparisons with what is known to be right. */
public final class Difference {
  /** Of values: rounding of some hundred sums in single precision stays well below it. */
  static final double TOLERANCE = 1e-4;

  /** Of gradients, relative to the largest of a parameter. */
  private static final double GRADIENT_TOLERANCE = 1e-3;

  private Difference() {}

  /** Compares values, each within the tolerance times (1 + its size). */
  static void require(String what, double[][] expected, double[][] got) {
    for (int t = 0; t < expected.length; t++) {
      for (int e = 0; e < expected[t].length; e++) {
        double error = Math.abs(expected[t][e] - got[t][e]);
        if (!(error <= TOLERANCE * (1 + Math.abs(expected[t][e])))) {
          throw new IllegalStateException(
              what
                  + ": step "
                  + t
                  + ", value "
                  + e
                  + ": expected "
                  + expected[t][e]
                  + " as the plain loop computes it, got "
                  + got[t][e]);
        }
      }
    }
  }

  /**
   * Compares the gradient of a parameter.
   *
   * @param what whose gradient
   * @param expected from plain loops
   * @param got from the library
   * @throws IllegalStateException if they differ by more than rounding
   */
  public static void requireGradient(String what, double[] expected, float[] got) {
    double largest = 0;
    for (double g : expected) {
      largest = Math.max(largest, Math.abs(g));
    }
    if (largest == 0) {
      throw new IllegalStateException(what + ": expected a gradient, got zeros from plain loops");
    }
    for (int e = 0; e < expected.length; e++) {
      if (!(Math.abs(expected[e] - got[e]) <= GRADIENT_TOLERANCE * largest)) {
        throw new IllegalStateException(
            what
                + ": gradient "
                + e
                + ": expected "
                + expected[e]
                + " as plain loops compute it, got "
                + got[e]);
      }
    }
  }
}
