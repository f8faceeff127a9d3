package dev.sleipnir.kernels.math;

import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C2;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C3;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C4;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C5;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C6;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C7;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.LN2_HIGH;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.LN2_LOW;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.LOG2_E;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.ROUNDER;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.HIGH;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.MAGNITUDE;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.P0;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.P1;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.P2;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.P3;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.P4;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.SCALE_BITS;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.SIGN;
import static dev.sleipnir.kernels.math.polynomial.TanhPolynomial.SMALL;

/**
 * Hyperbolic tangent in single precision, within 2 ulp. Compiled loops have the same bits, by
 * vectors too.
 *
 * <p>Below 0.55 an odd polynomial; above, 1 - 2 / (exp(2x) + 1) with the polynomial of {@link Exp}.
 * The function is odd to the bit, so that of -0 is -0; it is 1 or -1 for large arguments, and NaN
 * stays NaN.
 */
public final class Tanh {
  private Tanh() {}

  /**
   * tanh x.
   *
   * @param x number
   * @return its hyperbolic tangent
   */
  public static float tanh(float x) {
    float magnitude = Math.abs(x);
    float y = Math.min(magnitude + magnitude, HIGH);
    float shifted = Math.fma(y, LOG2_E, ROUNDER);
    float k = shifted - ROUNDER;
    float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, y));
    float p = Math.fma(C7, r, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, 1f);
    p = Math.fma(p, r, 1f);
    float scale = Float.intBitsToFloat((Float.floatToRawIntBits(shifted) - SCALE_BITS) << 23);
    float large = 1f - 2f / (p * scale + 1f);
    float z = magnitude * magnitude;
    float q = Math.fma(P4, z, P3);
    q = Math.fma(q, z, P2);
    q = Math.fma(q, z, P1);
    q = Math.fma(q, z, P0);
    float small = Math.fma(q, z * magnitude, magnitude);
    float t = magnitude < SMALL ? small : large;
    return Float.intBitsToFloat(
        (Float.floatToRawIntBits(t) & MAGNITUDE) | (Float.floatToRawIntBits(x) & SIGN));
  }
}
