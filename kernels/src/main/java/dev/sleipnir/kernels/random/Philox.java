package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.simd.VectorApi;
import java.util.Objects;

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
  /**
   * Elements come in groups of 64 = 4 words of 16 consecutive counters, word by word: element g*64
   * + w*16 + c is word w of counter g*16 + c. So a vector of up to 16 counters gives runs of
   * consecutive elements, and nothing has to be shuffled.
   */
  static final int COUNTERS = 16;

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
    VectorApi.require();
    PhiloxVectors.uniform(seed, stream, firstIndex, out, from, to);
  }

  /**
   * Fills a range with normally distributed numbers: of each element the number below which a share
   * of the distribution lies that its 32 bits say, to a relative error below 4e-6. None is further
   * than 6.344 deviations from the mean. Takes about twice as long as {@link #uniform}.
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
    VectorApi.require();
    PhiloxVectors.normal(seed, stream, firstIndex, mean, deviation, out, from, to);
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
    VectorApi.require();
    PhiloxVectors.bernoulli(seed, stream, firstIndex, probability, out, from, to);
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
    VectorApi.require();
    PhiloxVectors.spikes(seed, stream, firstIndex, rate, rateFrom, scale, out, from, to);
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

  /**
   * In double precision, for set-up (Box and Muller): elements come in pairs (2k, 2k+1), one gives
   * the radius, the other the angle of both.
   */
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
