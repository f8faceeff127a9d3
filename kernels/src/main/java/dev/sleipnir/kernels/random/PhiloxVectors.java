package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.simd.Species;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Philox}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}. */
final class PhiloxVectors {
  private static final VectorSpecies<Integer> I = Species.INT;
  private static final VectorSpecies<Long> J = I.withLanes(long.class);
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final VectorOperators.Conversion<Integer, Float> TO_FLOAT = VectorOperators.I2F;
  private static final int LANES = I.length();

  private static final int COUNTERS = Philox.COUNTERS;
  private static final int GROUP = 4 * COUNTERS;

  private static final float TWO_POW_MINUS_24 = 0x1p-24f;

  private PhiloxVectors() {}

  static void uniform(long seed, long stream, long firstIndex, float[] out, int from, int to) {
    bits(seed, stream, firstIndex, out, from, to);
    int i = from;
    for (; i < from + F.loopBound(to - from); i += LANES) {
      var bits = FloatVector.fromArray(F, out, i).reinterpretAsInts();
      ((FloatVector) bits.lanewise(VectorOperators.LSHR, 8).convertShape(TO_FLOAT, F, 0))
          .mul(TWO_POW_MINUS_24)
          .intoArray(out, i);
    }
    for (; i < to; i++) {
      out[i] = (Float.floatToRawIntBits(out[i]) >>> 8) * TWO_POW_MINUS_24;
    }
  }

  static void normal(
      long seed,
      long stream,
      long firstIndex,
      float mean,
      float deviation,
      float[] out,
      int from,
      int to) {
    bits(seed, stream, firstIndex, out, from, to);
    NormalBitsVectors.numbers(mean, deviation, out, from, to);
  }

  /**
   * Fills a range with the 32 bits of each element as they are. What numbers they become is a pass
   * of its own: with it the loop is too long for HotSpot's quick compiler, and was then left to run
   * without vectors for a minute.
   */
  private static void bits(long seed, long stream, long firstIndex, float[] out, int from, int to) {
    Objects.checkFromToIndex(from, to, out.length);
    if (from == to) {
      return;
    }
    int head = (int) (firstIndex & (GROUP - 1)); // elements of the first group before firstIndex
    long index = firstIndex - head;
    int groups = (int) (((long) to - from + head + GROUP - 1) / GROUP);
    var lanes = IntVector.zero(I).addIndex(1);
    for (int g = 0; g < groups; g++, index += GROUP) {
      int start = from - head + g * GROUP; // where element 0 of the group belongs, may be outside
      long counter = index >>> 6 << 4;
      for (int lane = 0; lane < COUNTERS; lane += LANES) {
        var c0 = lanes.add((int) counter + lane);
        var c1 = IntVector.broadcast(I, (int) (counter >>> 32));
        var c2 = IntVector.broadcast(I, (int) stream);
        var c3 = IntVector.broadcast(I, (int) (stream >>> 32));
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < PhiloxBlock.ROUNDS; round++) {
          // The 64-bit products of even and odd lanes give the upper words, one half each.
          var low = LongVector.broadcast(J, 0xFFFFFFFFL);
          var m0 = LongVector.broadcast(J, PhiloxBlock.MULTIPLIER_0 & 0xFFFFFFFFL);
          var m1 = LongVector.broadcast(J, PhiloxBlock.MULTIPLIER_1 & 0xFFFFFFFFL);
          var pairs0 = c0.reinterpretAsLongs();
          var even0 = pairs0.and(low).mul(m0);
          var odd0 = pairs0.lanewise(VectorOperators.LSHR, 32).mul(m0);
          var high0 =
              even0
                  .lanewise(VectorOperators.LSHR, 32)
                  .or(odd0.lanewise(VectorOperators.AND_NOT, low))
                  .reinterpretAsInts();
          var pairs2 = c2.reinterpretAsLongs();
          var even1 = pairs2.and(low).mul(m1);
          var odd1 = pairs2.lanewise(VectorOperators.LSHR, 32).mul(m1);
          var high1 =
              even1
                  .lanewise(VectorOperators.LSHR, 32)
                  .or(odd1.lanewise(VectorOperators.AND_NOT, low))
                  .reinterpretAsInts();
          var low0 = c0.mul(PhiloxBlock.MULTIPLIER_0);
          var low1 = c2.mul(PhiloxBlock.MULTIPLIER_1);
          c0 = high1.lanewise(VectorOperators.XOR, c1).lanewise(VectorOperators.XOR, k0);
          c1 = low1;
          c2 = high0.lanewise(VectorOperators.XOR, c3).lanewise(VectorOperators.XOR, k1);
          c3 = low0;
          k0 += PhiloxBlock.WEYL_0;
          k1 += PhiloxBlock.WEYL_1;
        }
        int at0 = start + lane;
        int at1 = at0 + COUNTERS;
        int at2 = at1 + COUNTERS;
        int at3 = at2 + COUNTERS;
        boolean isInside = at0 >= from && to - at0 >= 3 * COUNTERS + LANES;
        if (isInside) {
          c0.reinterpretAsFloats().intoArray(out, at0);
          c1.reinterpretAsFloats().intoArray(out, at1);
          c2.reinterpretAsFloats().intoArray(out, at2);
          c3.reinterpretAsFloats().intoArray(out, at3);
        } else {
          c0.reinterpretAsFloats().intoArray(out, at0, F.indexInRange(at0 - from, to - from));
          c1.reinterpretAsFloats().intoArray(out, at1, F.indexInRange(at1 - from, to - from));
          c2.reinterpretAsFloats().intoArray(out, at2, F.indexInRange(at2 - from, to - from));
          c3.reinterpretAsFloats().intoArray(out, at3, F.indexInRange(at3 - from, to - from));
        }
      }
    }
  }

  static void bernoulli(
      long seed, long stream, long firstIndex, float probability, float[] out, int from, int to) {
    Objects.checkFromToIndex(from, to, out.length);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability: expected 0 to 1, got " + probability);
    }
    uniform(seed, stream, firstIndex, out, from, to);
    int i = from;
    for (; i < from + F.loopBound(to - from); i += LANES) {
      var spike = FloatVector.fromArray(F, out, i).compare(VectorOperators.LT, probability);
      FloatVector.zero(F).blend(1f, spike).intoArray(out, i);
    }
    for (; i < to; i++) {
      out[i] = out[i] < probability ? 1f : 0f;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same array is meant, not equal contents
  static void spikes(
      long seed,
      long stream,
      long firstIndex,
      float[] rate,
      int rateFrom,
      float scale,
      float[] out,
      int from,
      int to) {
    Objects.checkFromToIndex(from, to, out.length);
    Objects.checkFromIndexSize(rateFrom, to - from, rate.length);
    if (rate == out) {
      throw new IllegalArgumentException("rate: expected another array than out, got the same");
    }
    uniform(seed, stream, firstIndex, out, from, to);
    int shift = rateFrom - from;
    int i = from;
    for (; i < from + F.loopBound(to - from); i += LANES) {
      var probability = FloatVector.fromArray(F, rate, i + shift).mul(scale);
      var spike = FloatVector.fromArray(F, out, i).compare(VectorOperators.LT, probability);
      FloatVector.zero(F).blend(1f, spike).intoArray(out, i);
    }
    for (; i < to; i++) {
      out[i] = out[i] < scale * rate[i + shift] ? 1f : 0f;
    }
  }
}
