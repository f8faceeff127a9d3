package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.simd.Species;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Counter-based random numbers, Philox4x32-10. A stream is named by (seed, stream); element {@code
 * index} of it depends on these three numbers only: not on the range it was filled with, the number
 * of threads, the vector width or the JIT. Seeds, streams and indices are any 64-bit values;
 * indices wrap around.
 *
 * <p>All distributions read the same elements: give every use of random numbers a stream of its
 * own. Methods that fill arrays put element {@code firstIndex} at {@code out[from]}, the next at
 * {@code out[from + 1]} and so on; they allocate nothing.
 */
public final class Philox {
  private static final VectorSpecies<Integer> I = Species.INT;
  private static final VectorSpecies<Long> J = I.withLanes(long.class);
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final VectorOperators.Conversion<Integer, Float> TO_FLOAT = VectorOperators.I2F;
  private static final int LANES = I.length();

  /**
   * Elements come in groups of 64 = 4 words of 16 consecutive counters, word by word: element g*64
   * + w*16 + c is word w of counter g*16 + c. So a vector of up to 16 counters gives runs of
   * consecutive elements, and nothing has to be shuffled.
   */
  private static final int COUNTERS = 16;

  private static final int GROUP = 4 * COUNTERS;

  private static final float TWO_POW_MINUS_24 = 0x1p-24f;
  private static final double TWO_POW_MINUS_32 = 0x1p-32;

  private Philox() {}

  /**
   * One element of a stream: 32 random bits.
   *
   * @param seed the seed
   * @param stream which stream of the seed
   * @param index which element of the stream
   * @return uniform over all ints
   */
  public static int bits(long seed, long stream, long index) {
    long counter = (index >>> 6 << 4) | (index & (COUNTERS - 1));
    return PhiloxBlock.word(counter, stream, seed, (int) (index >>> 4) & 3);
  }

  /**
   * Fills a range with uniform numbers: the upper 24 bits of each element, times 2^-24.
   *
   * @param seed the seed
   * @param stream which stream of the seed
   * @param firstIndex element of the stream that {@code out[from]} receives
   * @param out receives numbers in [0, 1), multiples of 2^-24
   * @param from first position written
   * @param to position after the last one written
   * @throws IndexOutOfBoundsException if [from, to) is not within {@code out}
   */
  public static void uniform(
      long seed, long stream, long firstIndex, float[] out, int from, int to) {
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
        var u0 = (FloatVector) c0.lanewise(VectorOperators.LSHR, 8).convertShape(TO_FLOAT, F, 0);
        var u1 = (FloatVector) c1.lanewise(VectorOperators.LSHR, 8).convertShape(TO_FLOAT, F, 0);
        var u2 = (FloatVector) c2.lanewise(VectorOperators.LSHR, 8).convertShape(TO_FLOAT, F, 0);
        var u3 = (FloatVector) c3.lanewise(VectorOperators.LSHR, 8).convertShape(TO_FLOAT, F, 0);
        u0 = u0.mul(TWO_POW_MINUS_24);
        u1 = u1.mul(TWO_POW_MINUS_24);
        u2 = u2.mul(TWO_POW_MINUS_24);
        u3 = u3.mul(TWO_POW_MINUS_24);
        int at0 = start + lane;
        int at1 = at0 + COUNTERS;
        int at2 = at1 + COUNTERS;
        int at3 = at2 + COUNTERS;
        if (at0 >= from && to - at0 >= 3 * COUNTERS + LANES) {
          u0.intoArray(out, at0);
          u1.intoArray(out, at1);
          u2.intoArray(out, at2);
          u3.intoArray(out, at3);
        } else {
          u0.intoArray(out, at0, F.indexInRange(at0 - from, to - from));
          u1.intoArray(out, at1, F.indexInRange(at1 - from, to - from));
          u2.intoArray(out, at2, F.indexInRange(at2 - from, to - from));
          u3.intoArray(out, at3, F.indexInRange(at3 - from, to - from));
        }
      }
    }
  }

  /**
   * Fills a range with normally distributed numbers (Box and Muller, in double precision). Made for
   * set-up: much slower than {@link #uniform}.
   *
   * @param seed the seed
   * @param stream which stream of the seed
   * @param firstIndex element of the stream that {@code out[from]} receives
   * @param mean mean, finite
   * @param deviation standard deviation, finite and not negative
   * @param out receives the numbers
   * @param from first position written
   * @param to position after the last one written
   * @throws IndexOutOfBoundsException if [from, to) is not within {@code out}
   * @throws IllegalArgumentException if {@code mean} or {@code deviation} is outside its range
   */
  public static void normal(
      long seed,
      long stream,
      long firstIndex,
      float mean,
      float deviation,
      float[] out,
      int from,
      int to) {
    Objects.checkFromToIndex(from, to, out.length);
    if (!Float.isFinite(mean)) {
      throw new IllegalArgumentException("mean: expected a finite number, got " + mean);
    }
    if (!(deviation >= 0 && Float.isFinite(deviation))) {
      throw new IllegalArgumentException("deviation: expected 0 or more, finite, got " + deviation);
    }
    for (int i = from; i < to; i++) {
      double z = standardNormal(seed, stream, firstIndex + (i - from));
      out[i] = (float) (mean + deviation * z);
    }
  }

  /**
   * Fills a range with zeros and ones: 1 where the {@link #uniform} number is below the
   * probability.
   *
   * @param seed the seed
   * @param stream which stream of the seed
   * @param firstIndex element of the stream that {@code out[from]} receives
   * @param probability probability of a 1, from 0 to 1
   * @param out receives 0 or 1
   * @param from first position written
   * @param to position after the last one written
   * @throws IndexOutOfBoundsException if [from, to) is not within {@code out}
   * @throws IllegalArgumentException if {@code probability} is outside [0, 1]
   */
  public static void bernoulli(
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

  /**
   * One time step of independent Poisson processes: 1 where the {@link #uniform} number is below
   * {@code scale * rate}, else 0. A product of 1 or more always spikes; one that is 0, negative or
   * NaN never does.
   *
   * @param seed the seed
   * @param stream which stream of the seed, for instance one per time step
   * @param firstIndex element of the stream that {@code out[from]} receives
   * @param rate rates [spikes per unit of time]; must not be {@code out}
   * @param rateFrom position in {@code rate} of the rate for {@code out[from]}
   * @param scale length of the time step [same unit of time], times a factor if wanted
   * @param out receives 0 or 1
   * @param from first position written
   * @param to position after the last one written
   * @throws IndexOutOfBoundsException if [from, to) is not within {@code out}, or as many rates
   *     from {@code rateFrom} on not within {@code rate}
   * @throws IllegalArgumentException if {@code rate} and {@code out} are the same array
   */
  @SuppressWarnings("ReferenceEquality") // the same array is meant, not equal contents
  public static void spikes(
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

  /**
   * A Poisson-distributed count. Exact (no normal approximation) at any mean; the time it takes
   * grows with means up to 10 and is constant above.
   *
   * @param seed the seed
   * @param stream which stream of the seed
   * @param index which element of the stream
   * @param mean mean of the distribution, from 0 to 1e9
   * @return a count, 0 or more
   * @throws IllegalArgumentException if {@code mean} is outside its range
   */
  public static int poisson(long seed, long stream, long index, double mean) {
    if (!(mean >= 0 && mean <= 1e9)) {
      throw new IllegalArgumentException("mean: expected 0 to 1e9, got " + mean);
    }
    return PoissonCount.draw(seed, stream, index, mean);
  }

  /** Elements come in pairs (2k, 2k+1): one gives the radius, the other the angle of both. */
  static double standardNormal(long seed, long stream, long index) {
    // StrictMath: the compiler's own log and cos may differ from the interpreter's.
    double radius = StrictMath.sqrt(-2 * StrictMath.log(open(bits(seed, stream, index & ~1L))));
    double angle = 2 * Math.PI * open(bits(seed, stream, index | 1L));
    return radius * ((index & 1) == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
  }

  /** In (0, 1), never 0. */
  private static double open(int bits) {
    return (Integer.toUnsignedLong(bits) + 0.5) * TWO_POW_MINUS_32;
  }
}
