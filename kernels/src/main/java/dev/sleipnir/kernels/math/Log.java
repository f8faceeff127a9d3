package dev.sleipnir.kernels.math;

import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.C1;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.C2;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.C3;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.C4;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.LN2_HIGH;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.LN2_LOW;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.ROUNDER;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.ROUNDER_BITS;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.SQRT_HALF_BITS;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.UP;
import static dev.sleipnir.kernels.math.polynomial.LogPolynomial.UP_EXPONENT;

/**
 * Natural logarithm in single precision, within 2 ulp. Compiled loops have the same bits, by
 * vectors too.
 *
 * <p>x = 2<sup>k</sup> (1 + f) with sqrt(1/2) &lt;= 1 + f &lt; sqrt(2). With s = f / (2 + f) the
 * logarithm of 1 + f is that of (1 + s) / (1 - s): 2s + s (2/3 s<sup>2</sup> + 2/5 s<sup>4</sup> +
 * 2/7 s<sup>6</sup> + 2/9 s<sup>8</sup>), where |s| &lt; 0.172 leaves a relative truncation error
 * below 3e-9. The logarithm of 0 is negative infinity, of negative numbers and NaN it is NaN.
 */
public final class Log {
  private Log() {}

  /**
   * ln x.
   *
   * @param x number
   * @return its natural logarithm
   */
  public static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * UP : x);
    int exponent = (bits - SQRT_HALF_BITS) >> 23;
    float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
    float k = Float.intBitsToFloat(exponent + ROUNDER_BITS) - ROUNDER;
    if (subnormal) {
      k -= UP_EXPONENT;
    }
    float s = f / (f + 2f);
    float z = s * s;
    float p = Math.fma(z, C4, C3);
    p = Math.fma(p, z, C2);
    p = Math.fma(p, z, C1);
    p = p * z;
    // 2s = f - s f, where f is exact.
    float correction = Math.fma(s, p - f, k * LN2_LOW);
    float y = Math.fma(k, LN2_HIGH, f + correction);
    if (!(x >= 0f)) {
      return Float.NaN;
    }
    if (x == 0f) {
      return Float.NEGATIVE_INFINITY;
    }
    return x == Float.POSITIVE_INFINITY ? Float.POSITIVE_INFINITY : y;
  }
}
