package dev.sleipnir.kernels.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.IntToDoubleFunction;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class SuccessCountTest {
  private static final int DRAWS = 20_000;

  private static double choose(int of, int size) {
    double ways = size < 0 || size > of ? 0 : 1;
    for (int k = 0; k < size && ways > 0; k++) {
      ways = ways * (of - k) / (k + 1);
    }
    return ways;
  }

  private static void assertDrawn(LongSupplier draw, int most, IntToDoubleFunction probability) {
    int[] seen = new int[most + 1];
    for (int k = 0; k < DRAWS; k++) {
      seen[(int) draw.getAsLong()]++;
    }
    for (int k = 0; k <= most; k++) {
      double p = probability.applyAsDouble(k);
      assertEquals(p * DRAWS, seen[k], 4.5 * Math.sqrt(p * (1 - p) * DRAWS) + 1e-9, "count " + k);
    }
  }

  @Test
  void binomialCountsComeAsOftenAsTheyShould() {
    for (double p : new double[] {0.05, 0.5, 0.9}) {
      for (int n : new int[] {0, 1, 13}) {
        var random = new RandomStream(n);
        assertDrawn(
            () -> random.nextBinomial(n, p),
            n,
            k -> choose(n, k) * Math.pow(p, k) * Math.pow(1 - p, n - k));
      }
    }
  }

  @Test
  void hypergeometricCountsComeAsOftenAsTheyShould() {
    for (int[] c : new int[][] {{5, 7, 4}, {3, 3, 5}, {0, 4, 2}, {4, 0, 2}, {30, 20, 25}}) {
      var random = new RandomStream(c[0]);
      assertDrawn(
          () -> random.nextHypergeometric(c[0], c[1], c[2]),
          Math.min(c[0], c[2]),
          k -> choose(c[0], k) * choose(c[1], c[2] - k) / choose(c[0] + c[1], c[2]));
    }
  }

  @Test
  void largeCountsHaveTheirMeanAndDeviation() {
    var random = new RandomStream(3);
    double squares = 0;
    double sum = 0;
    for (int k = 0; k < 400; k++) {
      double z = (random.nextBinomial(300_000_000, 0.5) - 150e6) / Math.sqrt(75e6);
      sum += z;
      squares += z * z;
    }
    assertEquals(0, sum / 400, 0.2);
    assertEquals(1, squares / 400, 0.3);
    for (int k = 0; k < 100; k++) {
      double z = random.nextHypergeometric(1_000_000_000, 3_000_000_000L, 200_000) - 50_000;
      assertEquals(0, z / Math.sqrt(200_000 * 3 / 16.0), 5);
    }
  }

  @Test
  void edges() {
    var random = new RandomStream(1);
    assertEquals(0, random.nextBinomial(7, 0));
    assertEquals(7, random.nextBinomial(7, 1));
    assertEquals(5, random.nextHypergeometric(5, 6, 11));
    assertThrows(IllegalArgumentException.class, () -> random.nextBinomial(-1, 0.5));
    assertThrows(IllegalArgumentException.class, () -> random.nextBinomial(1, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> random.nextHypergeometric(1, 1, 3));
    assertEquals(6, random.position());
  }
}
