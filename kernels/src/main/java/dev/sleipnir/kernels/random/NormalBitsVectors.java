package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.math.polynomial.LogPolynomial;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link NormalBits}, apart: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class NormalBitsVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final VectorOperators.Conversion<Integer, Float> TO_FLOAT = VectorOperators.I2F;

  private NormalBitsVectors() {}

  /** Makes numbers of bits, which are there as floats, in their place. */
  static void numbers(float mean, float deviation, float[] of, int from, int to) {
    Require.range("numbers", from, to);
    Require.array("numbers", of.length, from, to - from);
    int i = from;
    for (; i < from + F.loopBound(to - from); i += F.length()) {
      var bits = FloatVector.fromArray(F, of, i).reinterpretAsInts();
      var sign = bits.lanewise(VectorOperators.ASHR, 31);
      var magnitude = bits.lanewise(VectorOperators.XOR, sign);
      var x =
          ((FloatVector) magnitude.convertShape(TO_FLOAT, F, 0))
              .add(0.5f)
              .mul(NormalBits.TWO_POW_MINUS_31);
      var rest =
          ((FloatVector)
                  magnitude
                      .lanewise(VectorOperators.XOR, Integer.MAX_VALUE)
                      .convertShape(TO_FLOAT, F, 0))
              .add(0.5f)
              .mul(NormalBits.TWO_POW_MINUS_31);
      // The logarithm of a number from 2^-31 to 1, as Log has it.
      var argument = rest.fma(x, rest).reinterpretAsInts();
      var exponent = argument.sub(LogPolynomial.SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
      var f =
          argument.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
      var k =
          exponent.add(LogPolynomial.ROUNDER_BITS).reinterpretAsFloats().sub(LogPolynomial.ROUNDER);
      var r = f.div(f.add(2f));
      var z = r.mul(r);
      var l =
          z.fma(
              FloatVector.broadcast(F, LogPolynomial.C4),
              FloatVector.broadcast(F, LogPolynomial.C3));
      l = l.fma(z, FloatVector.broadcast(F, LogPolynomial.C2));
      l = l.fma(z, FloatVector.broadcast(F, LogPolynomial.C1));
      l = l.mul(z);
      var correction = r.fma(l.sub(f), k.mul(LogPolynomial.LN2_LOW));
      var log = k.fma(FloatVector.broadcast(F, LogPolynomial.LN2_HIGH), f.add(correction));
      var u =
          FloatVector.broadcast(F, NormalBits.SHIFT)
              .sub(log)
              .lanewise(VectorOperators.SQRT)
              .sub(NormalBits.CENTRE);
      var p =
          u.fma(FloatVector.broadcast(F, NormalBits.P11), FloatVector.broadcast(F, NormalBits.P10));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P9));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P8));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P7));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P6));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P5));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P4));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P3));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P2));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P1));
      p = p.fma(u, FloatVector.broadcast(F, NormalBits.P0));
      // A number above 0 gets the sign by its bit.
      x.mul(p)
          .reinterpretAsInts()
          .or(bits.and(Integer.MIN_VALUE))
          .reinterpretAsFloats()
          .fma(FloatVector.broadcast(F, deviation), FloatVector.broadcast(F, mean))
          .intoArray(of, i);
    }
    for (; i < to; i++) {
      of[i] = Math.fma(NormalBits.number(Float.floatToRawIntBits(of[i])), deviation, mean);
    }
  }
}
