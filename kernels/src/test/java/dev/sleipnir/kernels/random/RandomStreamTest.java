package dev.sleipnir.kernels.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  @Test
  void goesOnFromAStoredPosition() {
    var random = new RandomStream(3, 5);
    random.nextFloat();
    random.nextInt(1000);
    random.nextGaussian();
    assertEquals(3, random.seed());
    assertEquals(5, random.stream());
    var resumed = new RandomStream(random.seed(), random.stream(), random.position());
    for (int i = 0; i < 100; i++) {
      assertEquals(random.nextInt(77), resumed.nextInt(77));
      assertEquals(random.nextFloat(), resumed.nextFloat());
      assertEquals(random.nextGaussian(), resumed.nextGaussian());
    }
  }

  @Test
  void floatsAreTheOnesOfTheArrayFill() {
    float[] expected = new float[100];
    Philox.uniform(3, 5, 0, expected, 0, 100);
    var random = new RandomStream(3, 5);
    float[] found = new float[100];
    for (int i = 0; i < 100; i++) {
      found[i] = random.nextFloat();
    }
    assertArrayEquals(expected, found);
    assertEquals(100, random.position());
  }

  @Test
  void intsAreUniformBelowTheBound() {
    var random = new RandomStream(1, 2);
    for (int bound : new int[] {1, 2, 7, 100, 256}) {
      long[] counts = new long[bound];
      for (int i = 0; i < 20_000; i++) {
        counts[random.nextInt(bound)]++;
      }
      double[] expected = new double[bound];
      Arrays.fill(expected, 20_000.0 / bound);
      assertTrue(bound == 1 || new ChiSquareTest().chiSquareTest(expected, counts) > 1e-3);
    }
  }

  @Test
  void largeBoundsRejectTheSurplus() {
    // 3 * 2^29 values: without rejection the 2^32 draws would give each third value twice as often.
    int bound = 3 << 29;
    var random = new RandomStream(1, 3);
    long[] counts = new long[3];
    for (int i = 0; i < 30_000; i++) {
      counts[random.nextInt(bound) % 3]++;
    }
    assertTrue(random.position() > 34_000, "draws " + random.position());
    assertTrue(
        new ChiSquareTest().chiSquareTest(new double[] {10_000, 10_000, 10_000}, counts) > 1e-3);
    assertTrue(random.nextInt(Integer.MAX_VALUE) >= 0);
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
  }

  @Test
  void gaussiansAreStandardNormal() {
    var random = new RandomStream(1, 4);
    random.nextFloat();
    double[] z = IntStream.range(0, 20_000).mapToDouble(i -> random.nextGaussian()).toArray();
    var test = new KolmogorovSmirnovTest();
    assertTrue(test.kolmogorovSmirnovTest(new NormalDistribution(), z) > 1e-3);
  }

  @Test
  void shufflesReachEveryOrderEquallyOften() {
    var random = new RandomStream(1, 5);
    long[] counts = new long[64];
    for (int i = 0; i < 12_000; i++) {
      int[] order = {0, 1, 2};
      random.shuffle(order);
      counts[order[0] * 16 + order[1] * 4 + order[2]]++;
    }
    long[] reached = Arrays.stream(counts).filter(count -> count > 0).toArray();
    double[] expected = new double[6];
    Arrays.fill(expected, 2000);
    assertTrue(new ChiSquareTest().chiSquareTest(expected, reached) > 1e-3);
  }
}
