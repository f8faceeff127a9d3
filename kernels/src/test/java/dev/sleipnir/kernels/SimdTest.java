package dev.sleipnir.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The tests of this module run at several widths: each run has to be at the one it says. */
class SimdTest {
  @Test
  void theWidthAskedForIsInForce() {
    String asked = System.getProperty("sleipnir.vector.bits");
    assertEquals(asked == null ? Simd.widestBits() : Integer.parseInt(asked), Simd.bits());
  }
}
