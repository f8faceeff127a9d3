package dev.sleipnir.kernels.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class NormalQuantileTest {
  @Test
  void knownNumbers() {
    assertEquals(0, NormalQuantile.of(0.5));
    assertEquals(1.959963984540054, NormalQuantile.of(0.975), 1e-14);
    assertEquals(-1.2815515655446004, NormalQuantile.of(0.1), 1e-14);
    assertEquals(3.090232306167813, NormalQuantile.of(0.999), 1e-13);
    assertEquals(-5.997807015007686, NormalQuantile.of(1e-9), 1e-13);
    assertEquals(-9.262340089798409, NormalQuantile.of(1e-20), 1e-13);
    assertEquals(Double.NEGATIVE_INFINITY, NormalQuantile.of(0));
    assertEquals(Double.POSITIVE_INFINITY, NormalQuantile.of(1));
    assertThrows(IllegalArgumentException.class, () -> NormalQuantile.of(1.1));
    assertThrows(IllegalArgumentException.class, () -> NormalQuantile.of(Double.NaN));
  }

  @Test
  void sharesAreTheIntegralOfTheDensity() {
    double step = 1e-3;
    double share = NormalQuantile.share(-4);
    for (double z = -4; z < 4; z += step) {
      // Simpson's rule.
      share += step / 6 * (density(z) + 4 * density(z + step / 2) + density(z + step));
      assertEquals(share, NormalQuantile.share(z + step), 1e-12, "at " + z);
    }
    assertEquals(0, NormalQuantile.share(Double.NEGATIVE_INFINITY));
    assertEquals(1, NormalQuantile.share(Double.POSITIVE_INFINITY));
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }
}
