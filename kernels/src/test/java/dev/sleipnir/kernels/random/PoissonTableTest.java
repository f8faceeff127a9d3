package dev.sleipnir.kernels.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PoissonTableTest {
  private static final double[] MEANS = {0, 1e-6, 0.3, 1, 2.5, 9, 40, 1000};

  /** How many cumulative probabilities a number has reached. */
  private static int reached(double uniform, double mean) {
    double term = Math.exp(-mean);
    double sum = term;
    int count = 0;
    while (uniform >= sum && count < mean + 8 * Math.sqrt(mean) + 16) {
      count++;
      term *= mean / count;
      sum += term;
    }
    return count;
  }

  @Test
  void countsAreThoseOfInversion() {
    float[] uniform = new float[20_003];
    Philox.uniform(3, 1, 0, uniform, 0, uniform.length);
    uniform[0] = 0;
    uniform[1] = 1 - 0x1p-24f;
    for (double mean : MEANS) {
      if (mean > 700) {
        continue; // the plain loop's first term is 0 there
      }
      float[] expected = new float[uniform.length];
      for (int i = 2; i < uniform.length; i++) {
        expected[i] = reached(uniform[i], mean) * 0.25f;
      }
      float[] scaled = uniform.clone();
      new PoissonTable(mean).scaled(scaled, 0, uniform.length, 0.25f);
      expected[0] = scaled[0];
      expected[1] = scaled[1];
      assertArrayEquals(expected, scaled, 0, "mean " + mean);
    }
  }

  @Test
  void vectorsTailsAndSinglesAgree() {
    for (double mean : MEANS) {
      var table = new PoissonTable(mean);
      for (int n : new int[] {0, 1, 15, 16, 33, 65}) {
        float[] numbers = new float[n + 7];
        Philox.uniform(4, n, 0, numbers, 0, numbers.length);
        float[] expected = numbers.clone();
        for (int i = 3; i < 3 + n; i++) {
          expected[i] = table.count(numbers[i]) * -1.5f;
        }
        table.scaled(numbers, 3, 3 + n, -1.5f);
        assertArrayEquals(expected, numbers, 0, mean + ", " + n);
      }
    }
  }

  @Test
  void meanAndVarianceAreTheMean() {
    float[] numbers = new float[200_000];
    for (double mean : MEANS) {
      Philox.uniform(5, 2, 0, numbers, 0, numbers.length);
      new PoissonTable(mean).scaled(numbers, 0, numbers.length, 1);
      double sum = 0;
      double squares = 0;
      for (float number : numbers) {
        sum += number;
        squares += (number - mean) * (number - mean);
      }
      double error = Math.sqrt(mean / numbers.length);
      assertEquals(mean, sum / numbers.length, 5 * error + 1e-6);
      double spread = Math.sqrt((2 * mean * mean + mean) / numbers.length);
      assertEquals(mean, squares / numbers.length, 5 * spread + 1e-5);
    }
  }

  @Test
  void refusesOtherMeans() {
    for (double mean : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new PoissonTable(mean));
    }
  }
}
