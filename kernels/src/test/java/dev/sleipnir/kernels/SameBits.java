package dev.sleipnir.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/** Equality of floats bit for bit, so that 0 and -0 differ; any NaN equals any other. */
public final class SameBits {
  private SameBits() {}

  public static void assertSame(float[] expected, float[] got, String what) {
    assertEquals(expected.length, got.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(got[i])) {
        fail(what + ": at " + i + " expected " + expected[i] + ", got " + got[i]);
      }
    }
  }

  public static void assertSame(float expected, float got, String what) {
    if (Float.floatToIntBits(expected) != Float.floatToIntBits(got)) {
      fail(what + ": expected " + expected + ", got " + got);
    }
  }
}
