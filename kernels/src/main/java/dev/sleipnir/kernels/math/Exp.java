package dev.sleipnir.kernels.math;

import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C2;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C3;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C4;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C5;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C6;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.C7;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.HIGH;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.LN2_HIGH;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.LN2_LOW;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.LOG2_E;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.LOW;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.ROUNDER;
import static dev.sleipnir.kernels.math.polynomial.ExpPolynomial.ROUNDER_BITS;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Exponential function in single precision, within 1 ulp, for single numbers and arrays with the
 * same bits.
 *
 * <p>x = k ln 2 + r with an integer k and |r| &lt;= ln 2 / 2; exp(r) is its Taylor polynomial of
 * degree 7 (relative truncation error below 8e-9, an eighth of an ulp), and the result exp(r)
 * 2<sup>k</sup>. Results too large are infinite, small ones subnormal or 0, NaN stays NaN.
 */
public final class Exp {
  private Exp() {}

  /**
   * e<sup>x</sup>.
   *
   * @param x exponent
   * @return the exponential
   */
  public static float exp(float x) {
    float clamped = Math.min(Math.max(x, LOW), HIGH);
    float shifted = Math.fma(clamped, LOG2_E, ROUNDER);
    float k = shifted - ROUNDER;
    float r = Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, clamped));
    float p = Math.fma(C7, r, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, 1f);
    p = Math.fma(p, r, 1f);
    // In two factors: 2^k alone may be too large or too small for a float where the result is not.
    int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
    int half = exponent >> 1;
    float scale1 = Float.intBitsToFloat((half + 127) << 23);
    float scale2 = Float.intBitsToFloat((exponent - half + 127) << 23);
    return p * scale1 * scale2;
  }

  /**
   * out = e<sup>in</sup>, elementwise. The output may be the input array at the same offset.
   *
   * @param in exponents
   * @param inFrom offset in in
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void exp(float[] in, int inFrom, float[] out, int outFrom, int n) {
    VectorApi.require();
    ExpVectors.exp(in, inFrom, out, outFrom, n);
  }
}
