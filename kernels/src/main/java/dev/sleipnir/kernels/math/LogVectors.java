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

/** The loops of {@link Log}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class LogVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private LogVectors() {}

  static void log(float[] in, int inFrom, float[] out, int outFrom, int n) {
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
      out[outFrom + i] = Log.log(in[inFrom + i]);
    }
  }
}
