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

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Exp}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class ExpVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private ExpVectors() {}

  static void exp(float[] in, int inFrom, float[] out, int outFrom, int n) {
    Require.count("n", n);
    Require.array("in", in.length, inFrom, n);
    Require.array("out", out.length, outFrom, n);
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
      out[outFrom + i] = Exp.exp(in[inFrom + i]);
    }
  }
}
