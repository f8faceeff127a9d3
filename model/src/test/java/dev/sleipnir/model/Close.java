package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** Equality of floats and doubles up to rounding. */
public final class Close {
  private Close() {}

  /** |actual - expected| <= atol + rtol |expected|, element by element; NaN is close to nothing. */
  public static void assertClose(
      String what, double[] expected, float[] actual, double rtol, double atol) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= atol + rtol * Math.abs(expected[i]))) {
        fail(what + ": at " + i + " expected " + expected[i] + ", got " + actual[i]);
      }
    }
  }
}
