package dev.sleipnir.kernels.math;

import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.C1;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.C2;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.C3;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.HALF_PI_HIGH;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.HALF_PI_LOW;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.HALF_PI_MIDDLE;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.HIGH;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.QUARTER_TURN;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.ROUNDER;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.ROUNDER_BITS;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.S1;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.S2;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.S3;
import static dev.sleipnir.kernels.math.polynomial.SinePolynomial.TWO_OVER_PI;

/**
 * Sine and cosine of an angle in radians in single precision, within 2 ulp. Compiled loops have the
 * same bits, by vectors too.
 *
 * <p>The angle is reduced to an eighth of a turn by pi / 2 in three parts (Cody and Waite), which
 * is exact enough up to 2<sup>20</sup>; beyond, where floats are an eighth of a radian apart, and
 * for infinity the result is NaN.
 */
public final class Sine {
  private Sine() {}

  /**
   * sin x.
   *
   * @param x angle [rad]
   * @return its sine
   */
  public static float sin(float x) {
    return ahead(x, 0);
  }

  /**
   * cos x.
   *
   * @param x angle [rad]
   * @return its cosine
   */
  public static float cos(float x) {
    return ahead(x, QUARTER_TURN);
  }

  /** The sine, so many quarters of a turn further. */
  private static float ahead(float x, int quarters) {
    if (!(Math.abs(x) <= HIGH)) {
      return Float.NaN;
    }
    float shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Math.fma(n, -HALF_PI_HIGH, x);
    r = Math.fma(n, -HALF_PI_LOW, Math.fma(n, -HALF_PI_MIDDLE, r));
    float z = r * r;
    int q = Float.floatToRawIntBits(shifted) - ROUNDER_BITS + quarters;
    float value;
    if ((q & 1) == 1) {
      float p = Math.fma(Math.fma(C3, z, C2), z, C1);
      value = Math.fma(p, z * z, Math.fma(z, -0.5f, 1f));
    } else {
      float p = Math.fma(Math.fma(S3, z, S2), z, S1);
      value = Math.fma(p, z * r, r);
    }
    return (q & 2) == 0 ? value : -value;
  }
}
