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

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential function in single precision, within 1 ulp, for single numbers and arrays with the
 * same bits.
 *
 * <p>x = k ln 2 + r with an integer k and |r| &lt;= ln 2 / 2; exp(r) is its Taylor polynomial of
 * degree 7 (relative truncation error below 8e-9, an eighth of an ulp), and the result exp(r)
 * 2<sup>k</sup>. Results too large are infinite, small ones subnormal or 0, NaN stays NaN.
 */
public final class Exp {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

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
    Bounds.count("n", n);
    Bounds.array("in", in.length, inFrom, n);
    Bounds.array("out", out.length, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var clamped = FloatVector.fromArray(F, in, inFrom + i).max(LOW).min(HIGH);
      var shifted =
          clamped.fma(FloatVector.broadcast(F, LOG2_E), FloatVector.broadcast(F, ROUNDER));
      var k = shifted.sub(ROUNDER);
      var r =
          k.fma(
              FloatVector.broadcast(F, -LN2_LOW),
              k.fma(FloatVector.broadcast(F, -LN2_HIGH), clamped));
      var p = r.fma(FloatVector.broadcast(F, C7), FloatVector.broadcast(F, C6));
      p = p.fma(r, FloatVector.broadcast(F, C5));
      p = p.fma(r, FloatVector.broadcast(F, C4));
      p = p.fma(r, FloatVector.broadcast(F, C3));
      p = p.fma(r, FloatVector.broadcast(F, C2));
      p = p.fma(r, FloatVector.broadcast(F, 1f));
      p = p.fma(r, FloatVector.broadcast(F, 1f));
      var exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
      var half = exponent.lanewise(VectorOperators.ASHR, 1);
      var scale1 = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      var scale2 =
          exponent.sub(half).add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
      p.mul(scale1).mul(scale2).intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = exp(in[inFrom + i]);
    }
  }
}
