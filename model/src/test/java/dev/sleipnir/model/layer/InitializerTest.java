package dev.sleipnir.model.layer;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitializerTest {
  private static final int[] SHAPE = {40, 30, 3, 2};

  @ParameterizedTest
  @CsvSource({
    "kaiming_uniform, 90, true",
    "kaiming_normal, 90, false",
    "xavier_uniform, 210, true",
    "xavier_normal, 210, false",
    "pytorch, 540, true",
    "norse_recurrent, 120, false",
    "norse_readout, 180, false",
  })
  void haveTheirVariance(String name, double inverseVariance, boolean isUniform) {
    float[] values = Initializer.named(name).values(SHAPE, new RandomStream(1)).toArray();
    double sum = 0;
    double largest = 0;
    for (float value : values) {
      sum += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    double variance = sum / values.length;
    double expected = 1 / inverseVariance;
    assertEquals(expected, variance, 0.04 * expected);
    double bound = Math.sqrt(3 * expected);
    assertEquals(isUniform, largest <= bound * 1.0001);
  }

  @Test
  void orthogonalRowsOrColumnsAreOrthonormal() {
    for (int[] shape : new int[][] {{5, 4, 2}, {12, 7}, {3, 3}, {1, 9}}) {
      float[] w = Initializer.ORTHOGONAL.values(shape, new RandomStream(2)).toArray();
      int rows = shape[0];
      int columns = w.length / rows;
      boolean tall = rows > columns;
      int count = Math.min(rows, columns);
      for (int a = 0; a < count; a++) {
        for (int b = 0; b < count; b++) {
          double sum = 0;
          for (int i = 0; i < Math.max(rows, columns); i++) {
            sum +=
                tall
                    ? (double) w[i * columns + a] * w[i * columns + b]
                    : (double) w[a * columns + i] * w[b * columns + i];
          }
          assertEquals(a == b ? 1 : 0, sum, 1e-6);
        }
      }
    }
  }

  @Test
  void fillsParametersByName() {
    var layer = new Linear(3, 4);
    Initializer.named("ones").fill(layer.weight(), new RandomStream(1));
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, layer.weight().data());
    Initializer.ZEROS.fill(layer.weight(), new RandomStream(1));
    assertEquals(0, layer.weight().data()[5]);
    String message = refused(() -> Initializer.named("he"));
    assertTrue(message.startsWith("initializer: expected one of [kaiming_uniform, "), message);
    assertEquals(
        "axes: expected at least 2, got 1",
        refused(() -> Initializer.XAVIER_NORMAL.values(new int[] {4}, new RandomStream(1))));
  }
}
