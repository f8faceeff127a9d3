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

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Natural logarithm in single precision, within 2 ulp, for single numbers and arrays with the same
 * bits.
 *
 * <p>x = 2<sup>k</sup> (1 + f) with sqrt(1/2) &lt;= 1 + f &lt; sqrt(2). With s = f / (2 + f) the
 * logarithm of 1 + f is that of (1 + s) / (1 - s): 2s + s (2/3 s<sup>2</sup> + 2/5 s<sup>4</sup> +
 * 2/7 s<sup>6</sup> + 2/9 s<sup>8</sup>), where |s| &lt; 0.172 leaves a relative truncation error
 * below 3e-9. The logarithm of 0 is negative infinity, of negative numbers and NaN it is NaN.
 */
public final class Log {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

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

  /**
   * out = ln in, elementwise. The output may be the input array at the same offset.
   *
   * @param in numbers
   * @param inFrom offset in in
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void log(float[] in, int inFrom, float[] out, int outFrom, int n) {
    Bounds.count("n", n);
    Bounds.array("in", in.length, inFrom, n);
    Bounds.array("out", out.length, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var x = FloatVector.fromArray(F, in, inFrom + i);
      var subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
      var bits = x.blend(x.mul(UP), subnormal).reinterpretAsInts();
      var exponent = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
      var f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
      var k = exponent.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
      k = k.blend(k.sub(UP_EXPONENT), subnormal);
      var s = f.div(f.add(2f));
      var z = s.mul(s);
      var p = z.fma(FloatVector.broadcast(F, C4), FloatVector.broadcast(F, C3));
      p = p.fma(z, FloatVector.broadcast(F, C2));
      p = p.fma(z, FloatVector.broadcast(F, C1));
      p = p.mul(z);
      var correction = s.fma(p.sub(f), k.mul(LN2_LOW));
      var y = k.fma(FloatVector.broadcast(F, LN2_HIGH), f.add(correction));
      y = y.blend(Float.NaN, x.compare(VectorOperators.GE, 0f).not());
      y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
      y = y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
      y.intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = log(in[inFrom + i]);
    }
  }
}
