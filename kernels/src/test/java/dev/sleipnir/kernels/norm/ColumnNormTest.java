package dev.sleipnir.kernels.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnNormTest {
  /** Means and variances, then sums and products, of columns far from 0. */
  private static float[][] statistics(int rows, int columns, int threads) {
    var random = new Random(1);
    float[] x = TestArrays.normal(random, rows * columns);
    float[] g = TestArrays.normal(random, rows * columns);
    for (int i = 0; i < x.length; i++) {
      x[i] += 100 * (i % columns % 7);
    }
    float[] mean = new float[columns];
    float[] variance = new float[columns];
    float[] sums = new float[columns];
    float[] products = new float[columns];
    float[] scratch = new float[ColumnNorm.scratch(rows, columns)];
    try (var parallel = Parallel.of(threads)) {
      ColumnNorm.moments(rows, columns, x, mean, variance, parallel, scratch);
      ColumnNorm.gradientSums(rows, columns, x, mean, g, sums, products, parallel, scratch);
    }
    return new float[][] {mean, variance, sums, products, x, g};
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "7, 65", "5000, 16", "999, 131", "40000, 1", "3, 4100"})
  void areThoseOfDoublePrecision(int rows, int columns) {
    float[][] found = statistics(rows, columns, 1);
    for (int c = 0; c < columns; c++) {
      double mean = 0;
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        mean += (double) found[4][r * columns + c] / rows;
        sum += found[5][r * columns + c];
      }
      double variance = 0;
      double product = 0;
      for (int r = 0; r < rows; r++) {
        double d = found[4][r * columns + c] - mean;
        variance += d * d / rows;
        product += (found[4][r * columns + c] - found[0][c]) * (double) found[5][r * columns + c];
      }
      assertEquals(mean, found[0][c], 1e-6 * (1 + Math.abs(mean)));
      assertEquals(variance, found[1][c], 1e-4 * (1e-3 + variance));
      assertEquals(sum, found[2][c], 1e-5 * (1 + Math.sqrt(rows)));
      assertEquals(product, found[3][c], 1e-4 * (1 + Math.sqrt(rows)));
    }
    float[][] shared = statistics(rows, columns, 2);
    for (int s = 0; s < 4; s++) {
      SameBits.assertSame(found[s], shared[s], "statistic " + s);
    }
  }
}
