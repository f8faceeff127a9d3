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

import dev.sleipnir.kernels.bounds.Bounds;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Tanh}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class TanhVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private TanhVectors() {}

  static void tanh(float[] in, int inFrom, float[] out, int outFrom, int n) {
    Bounds.count("n", n);
    Bounds.array("in", in.length, inFrom, n);
    Bounds.array("out", out.length, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var x = FloatVector.fromArray(F, in, inFrom + i);
      var magnitude = x.abs();
      var y = magnitude.add(magnitude).min(HIGH);
      var shifted = y.fma(FloatVector.broadcast(F, LOG2_E), FloatVector.broadcast(F, ROUNDER));
      var k = shifted.sub(ROUNDER);
      var r =
          k.fma(FloatVector.broadcast(F, -LN2_LOW), k.fma(FloatVector.broadcast(F, -LN2_HIGH), y));
      var p = r.fma(FloatVector.broadcast(F, C7), FloatVector.broadcast(F, C6));
      p = p.fma(r, FloatVector.broadcast(F, C5));
      p = p.fma(r, FloatVector.broadcast(F, C4));
      p = p.fma(r, FloatVector.broadcast(F, C3));
      p = p.fma(r, FloatVector.broadcast(F, C2));
      p = p.fma(r, FloatVector.broadcast(F, 1f));
      p = p.fma(r, FloatVector.broadcast(F, 1f));
      var scale =
          shifted
              .reinterpretAsInts()
              .sub(SCALE_BITS)
              .lanewise(VectorOperators.LSHL, 23)
              .reinterpretAsFloats();
      var one = FloatVector.broadcast(F, 1f);
      var large = one.sub(FloatVector.broadcast(F, 2f).div(p.mul(scale).add(one)));
      var z = magnitude.mul(magnitude);
      var q = z.fma(FloatVector.broadcast(F, P4), FloatVector.broadcast(F, P3));
      q = q.fma(z, FloatVector.broadcast(F, P2));
      q = q.fma(z, FloatVector.broadcast(F, P1));
      q = q.fma(z, FloatVector.broadcast(F, P0));
      var small = q.fma(z.mul(magnitude), magnitude);
      var t = large.blend(small, magnitude.compare(VectorOperators.LT, SMALL)).reinterpretAsInts();
      var sign = x.reinterpretAsInts().and(SIGN);
      t.and(MAGNITUDE).or(sign).reinterpretAsFloats().intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = Tanh.tanh(in[inFrom + i]);
    }
  }
}
