package dev.sleipnir.kernels.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxTest {
  private static final long SEED = 0x243F6A8885A308D3L;
  private static final long STREAM = 0x13198A2E03707344L;

  /** The known-answer vectors published with Random123, words 0 to 3. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffffffffffff, ffffffffffffffff, ffffffffffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "85a308d3243f6a88, 0370734413198a2e, 299f31d0a4093822, d16cfe09 94fdcceb 5001e420 24126ea1",
  })
  void blockGivesThePublishedWords(String low, String high, String key, String words) {
    var found = new StringBuilder();
    for (int word = 0; word < 4; word++) {
      int bits =
          PhiloxBlock.word(
              Long.parseUnsignedLong(low, 16),
              Long.parseUnsignedLong(high, 16),
              Long.parseUnsignedLong(key, 16),
              word);
      found.append(word == 0 ? "" : " ").append(String.format("%08x", bits));
    }
    assertEquals(words, found.toString());
  }

  @Test
  void wordsOfABlockAreSixteenElementsApart() {
    assertEquals(0x6627e8d5, Philox.bits(0, 0, 0));
    assertEquals(0xe169c58d, Philox.bits(0, 0, 16));
    assertEquals(0xbc57ac4c, Philox.bits(0, 0, 32));
    assertEquals(0x9b00dbd8, Philox.bits(0, 0, 48));
  }

  @Test
  void elementsAreDistinctWithinAndBetweenStreams() {
    long distinct =
        LongStream.range(0, 4000)
            .map(i -> (long) Philox.bits(1, i / 1000, i % 1000) << 32 | Philox.bits(2, 0, i))
            .distinct()
            .count();
    assertEquals(4000, distinct);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 16, 63, 64, 101, -1, -70, (1L << 38) - 5, Long.MAX_VALUE - 3})
  void uniformEqualsItsScalarTwin(long firstIndex) {
    for (int size : new int[] {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 127, 211}) {
      for (int from : new int[] {0, 1, 13}) {
        float[] out = filled(size + from + 70);
        float[] expected = out.clone();
        for (int i = 0; i < size; i++) {
          expected[from + i] = (Philox.bits(SEED, STREAM, firstIndex + i) >>> 8) * 0x1p-24f;
        }
        Philox.uniform(SEED, STREAM, firstIndex, out, from, from + size);
        assertArrayEquals(expected, out);
        // And where the range ends with the array.
        float[] exact = filled(from + size);
        Philox.uniform(SEED, STREAM, firstIndex, exact, from, exact.length);
        assertArrayEquals(Arrays.copyOf(expected, exact.length), exact);
      }
    }
  }

  @Test
  void uniformStaysTheSameOnceCompiled() {
    float[] first = new float[1000];
    Philox.uniform(SEED, STREAM, 7, first, 0, first.length);
    float[] again = new float[1000];
    for (int i = 0; i < 3000; i++) {
      Philox.uniform(SEED, STREAM, 7, again, 0, again.length);
    }
    assertArrayEquals(first, again);
  }

  @Test
  void rangesFilledInPiecesEqualOneFill() {
    int n = 1009;
    float[] rate = new float[n];
    Philox.uniform(3, 3, 0, rate, 0, n);
    float[] whole = new float[n];
    float[] pieces = new float[n];
    int[] cuts = {0, 1, 17, 64, 100, 613, n};

    Philox.uniform(SEED, STREAM, 5, whole, 0, n);
    forEachRange(cuts, (a, b) -> Philox.uniform(SEED, STREAM, 5 + a, pieces, a, b));
    assertArrayEquals(whole, pieces);

    Philox.normal(SEED, STREAM, 5, 1f, 2f, whole, 0, n);
    forEachRange(cuts, (a, b) -> Philox.normal(SEED, STREAM, 5 + a, 1f, 2f, pieces, a, b));
    assertArrayEquals(whole, pieces);

    Philox.bernoulli(SEED, STREAM, 5, 0.3f, whole, 0, n);
    forEachRange(cuts, (a, b) -> Philox.bernoulli(SEED, STREAM, 5 + a, 0.3f, pieces, a, b));
    assertArrayEquals(whole, pieces);

    Philox.spikes(SEED, STREAM, 5, rate, 0, 0.7f, whole, 0, n);
    forEachRange(cuts, (a, b) -> Philox.spikes(SEED, STREAM, 5 + a, rate, a, 0.7f, pieces, a, b));
    assertArrayEquals(whole, pieces);
  }

  @Test
  void bernoulliAndSpikesEqualTheirScalarTwins() {
    for (int size : new int[] {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 64, 101}) {
      int from = 3;
      int rateFrom = 5;
      float[] rate = new float[size + 2 * rateFrom];
      Philox.uniform(9, 9, 0, rate, 0, rate.length);
      float[] zeroOne = filled(size + 10);
      float[] spikes = zeroOne.clone();
      float[] expectedZeroOne = zeroOne.clone();
      float[] expectedSpikes = zeroOne.clone();
      for (int i = 0; i < size; i++) {
        float u = (Philox.bits(SEED, STREAM, 40 + i) >>> 8) * 0x1p-24f;
        expectedZeroOne[from + i] = u < 0.4f ? 1f : 0f;
        expectedSpikes[from + i] = u < 0.9f * rate[rateFrom + i] ? 1f : 0f;
      }
      Philox.bernoulli(SEED, STREAM, 40, 0.4f, zeroOne, from, from + size);
      Philox.spikes(SEED, STREAM, 40, rate, rateFrom, 0.9f, spikes, from, from + size);
      assertArrayEquals(expectedZeroOne, zeroOne);
      assertArrayEquals(expectedSpikes, spikes);
    }
  }

  @Test
  void certainAndImpossibleEvents() {
    float[] out = new float[500];
    Philox.bernoulli(1, 2, 0, 1f, out, 0, out.length);
    assertEquals(500, StatUtils.sum(doubles(out)));
    Philox.bernoulli(1, 2, 0, 0f, out, 0, out.length);
    assertEquals(0, StatUtils.sum(doubles(out)));
    float[] rate = new float[500];
    Arrays.fill(rate, 0, 100, 1f);
    Arrays.fill(rate, 100, 200, -1f);
    Arrays.fill(rate, 200, 300, Float.NaN);
    Arrays.fill(rate, 300, 400, Float.POSITIVE_INFINITY);
    Philox.spikes(1, 2, 0, rate, 0, 1f, out, 0, out.length);
    for (int i = 0; i < out.length; i++) {
      boolean certain = i < 100 || (i >= 300 && i < 400);
      assertEquals(certain ? 1f : 0f, out[i], "element " + i);
    }
  }

  @Test
  void uniformIsUniformAndUncorrelated() {
    int n = 200_000;
    float[] out = new float[n];
    Philox.uniform(11, 4, 0, out, 0, n);
    long[] counts = new long[256];
    for (float u : out) {
      assertTrue(u >= 0 && u < 1);
      counts[(int) (u * 256)]++;
    }
    double[] expected = new double[256];
    Arrays.fill(expected, n / 256.0);
    assertTrue(new ChiSquareTest().chiSquareTest(expected, counts) > 1e-3);
    double[] u = doubles(out);
    for (int lag : new int[] {1, 16, 64}) {
      double correlation =
          new PearsonsCorrelation()
              .correlation(Arrays.copyOf(u, n - lag), Arrays.copyOfRange(u, lag, n));
      assertEquals(0, correlation, 4 / Math.sqrt(n), "lag " + lag);
    }
    float[] other = new float[n];
    Philox.uniform(11, 5, 0, other, 0, n);
    double between = new PearsonsCorrelation().correlation(u, doubles(other));
    assertEquals(0, between, 4 / Math.sqrt(n));
  }

  /** Within 4e-6 of the quantile in double precision, from the centre to the last of the tails. */
  @Test
  void normalNumbersAreQuantiles() {
    assertEquals(0, NormalBits.number(0), 1e-9);
    for (int k = 0; k < 100_000; k++) {
      int magnitude = k < 1000 ? Integer.MAX_VALUE - k : Philox.bits(1, 2, k) >>> (1 + k % 31);
      double rest = (Integer.MAX_VALUE - magnitude + 0.5) * 0x1p-32;
      double expected = -NormalQuantile.of(rest);
      float z = NormalBits.number(magnitude);
      assertEquals(expected, z, 4e-6 * expected + 1e-12, "bits " + magnitude);
      assertEquals(-z, NormalBits.number(~magnitude), "bits " + ~magnitude);
    }
    assertEquals(6.338, NormalBits.number(Integer.MAX_VALUE), 1e-3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 64, 101, -1, -70, Long.MAX_VALUE - 3})
  void normalEqualsItsScalarTwin(long firstIndex) {
    for (int size : new int[] {0, 1, 3, 4, 5, 15, 16, 17, 63, 64, 65, 211}) {
      for (int from : new int[] {0, 1, 13}) {
        float[] out = filled(size + from + 70);
        float[] expected = out.clone();
        for (int i = 0; i < size; i++) {
          float z = NormalBits.number(Philox.bits(SEED, STREAM, firstIndex + i));
          expected[from + i] = Math.fma(z, 2f, -1f);
        }
        Philox.normal(SEED, STREAM, firstIndex, -1f, 2f, out, from, from + size);
        assertArrayEquals(expected, out);
      }
    }
    float[] still = new float[70];
    Philox.normal(SEED, STREAM, firstIndex, 3f, 0f, still, 0, 70);
    for (float value : still) {
      assertEquals(3f, value);
    }
  }

  @Test
  void normalStaysTheSameOnceCompiled() {
    float[] first = new float[1000];
    Philox.normal(SEED, STREAM, 7, 0f, 1f, first, 0, first.length);
    float[] again = new float[1000];
    for (int i = 0; i < 3000; i++) {
      Philox.normal(SEED, STREAM, 7, 0f, 1f, again, 0, again.length);
    }
    assertArrayEquals(first, again);
  }

  @Test
  void normalHasTheMomentsAndTailsOfItsDistribution() {
    int n = 400_000;
    float[] out = new float[n];
    Philox.normal(21, 3, 0, 0f, 1f, out, 0, n);
    double[] z = doubles(out);
    double[] powers = new double[4];
    int beyond = 0;
    for (double value : z) {
      double power = 1;
      for (int k = 0; k < 4; k++) {
        power *= value;
        powers[k] += power / n;
      }
      beyond += Math.abs(value) > 4 ? 1 : 0;
    }
    // The variance of the mean of z^k is that of z^k over n: 1, 2, 15, 96.
    double[] expected = {0, 1, 0, 3};
    double[] variance = {1, 2, 15, 96};
    for (int k = 0; k < 4; k++) {
      assertEquals(expected[k], powers[k], 4 * Math.sqrt(variance[k] / n), "moment " + (k + 1));
    }
    double tail = 2 * new NormalDistribution(0, 1).cumulativeProbability(-4) * n;
    assertEquals(tail, beyond, 4 * Math.sqrt(tail));
    for (int lag : new int[] {1, 16, 64}) {
      double correlation =
          new PearsonsCorrelation()
              .correlation(Arrays.copyOf(z, n - lag), Arrays.copyOfRange(z, lag, n));
      assertEquals(0, correlation, 4 / Math.sqrt(n), "lag " + lag);
    }
  }

  @Test
  void normalIsNormalAndUncorrelatedWithinPairs() {
    int n = 40_000;
    float[] out = new float[n];
    Philox.normal(5, 6, 0, -2f, 3f, out, 0, n);
    double[] z = doubles(out);
    double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new NormalDistribution(-2, 3), z);
    assertTrue(p > 1e-3, "p " + p);
    double[] even = new double[n / 2];
    double[] odd = new double[n / 2];
    for (int i = 0; i < n; i++) {
      ((i & 1) == 0 ? even : odd)[i / 2] = z[i];
    }
    assertEquals(0, new PearsonsCorrelation().correlation(even, odd), 4 / Math.sqrt(n / 2.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.7, 3, 9.99, 10, 30, 400})
  void poissonCountsArePoissonDistributed(double mean) {
    int n = 20_000;
    double[] counts = new double[n];
    for (int i = 0; i < n; i++) {
      counts[i] = Philox.poisson(77, 8, i, mean);
    }
    assertEquals(mean, StatUtils.mean(counts), 4 * Math.sqrt(mean / n));
    // Bins of probability 5 % or so; a count belongs to the first bin whose end it does not exceed.
    var poisson = new PoissonDistribution(mean);
    int bins = 20;
    int[] ends = new int[bins];
    for (int b = 0; b < bins; b++) {
      ends[b] =
          b == bins - 1
              ? Integer.MAX_VALUE
              : poisson.inverseCumulativeProbability((b + 1.0) / bins);
    }
    ends = Arrays.stream(ends).distinct().toArray();
    if (ends.length == 1) {
      ends = new int[] {0, Integer.MAX_VALUE};
    }
    double[] expected = new double[ends.length];
    long[] observed = new long[ends.length];
    double below = 0;
    for (int b = 0; b < ends.length; b++) {
      double upTo = b == ends.length - 1 ? 1 : poisson.cumulativeProbability(ends[b]);
      expected[b] = n * (upTo - below);
      below = upTo;
    }
    for (double count : counts) {
      int b = Arrays.binarySearch(ends, (int) count);
      observed[b < 0 ? -b - 1 : b]++;
    }
    double p = new ChiSquareTest().chiSquareTest(expected, observed);
    assertTrue(p > 1e-3, () -> "mean " + mean + ": p " + p + " " + Arrays.toString(observed));
  }

  @Test
  void poissonAtTheEndsOfItsRange() {
    assertEquals(0, Philox.poisson(1, 1, 1, 0));
    int huge = Philox.poisson(1, 1, 1, 1e9);
    assertEquals(1e9, huge, 6 * Math.sqrt(1e9));
  }

  @Test
  void logFactorialAgreesWithLogGamma() {
    for (double k : new double[] {0, 1, 2, 15, 16, 17, 100, 1e4, 1e9}) {
      double expected = Gamma.logGamma(k + 1);
      assertEquals(expected, PoissonCount.logFactorial(k), 1e-13 + 1e-14 * expected, "k " + k);
    }
  }

  @Test
  void badArgumentsAreRejectedAndNothingWritten() {
    float[] out = filled(10);
    float[] before = out.clone();
    float[] rate = new float[4];
    var outside = IndexOutOfBoundsException.class;
    var illegal = IllegalArgumentException.class;
    assertThrows(outside, () -> Philox.uniform(1, 1, 0, out, 0, 11));
    assertThrows(outside, () -> Philox.uniform(1, 1, 0, out, -1, 5));
    assertThrows(outside, () -> Philox.normal(1, 1, 0, 0f, 1f, out, 6, 5));
    assertThrows(outside, () -> Philox.spikes(1, 1, 0, rate, 0, 1f, out, 0, 5));
    assertThrows(outside, () -> Philox.spikes(1, 1, 0, rate, -1, 1f, out, 0, 2));
    assertThrows(illegal, () -> Philox.spikes(1, 1, 0, out, 0, 1f, out, 0, 2));
    assertThrows(illegal, () -> Philox.normal(1, 1, 0, Float.NaN, 1f, out, 0, 2));
    assertThrows(illegal, () -> Philox.normal(1, 1, 0, 0f, -1f, out, 0, 2));
    assertThrows(illegal, () -> Philox.bernoulli(1, 1, 0, 1.5f, out, 0, 2));
    assertThrows(illegal, () -> Philox.bernoulli(1, 1, 0, Float.NaN, out, 0, 2));
    assertThrows(illegal, () -> Philox.poisson(1, 1, 0, -0.1));
    assertThrows(illegal, () -> Philox.poisson(1, 1, 0, Double.NaN));
    assertThrows(illegal, () -> Philox.poisson(1, 1, 0, 1e10));
    assertArrayEquals(before, out);
  }

  private static float[] filled(int size) {
    float[] values = new float[size];
    Arrays.fill(values, 42f);
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private interface Range {
    void fill(int from, int to);
  }

  private static void forEachRange(int[] cuts, Range range) {
    for (int c = 1; c < cuts.length; c++) {
      range.fill(cuts[c - 1], cuts[c]);
    }
  }
}
