package dev.sleipnir.kernels.spikes;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepProductTest {
  private static final int OFFSET = 3;

  private static StepProduct product(
      int rows, int inputs, int outputs, float[] weights, double crossover, int threads) {
    Parallel parallel = Parallel.of(threads);
    Gemm gemm = new Gemm(parallel, new FloatPool());
    return new StepProduct(rows, inputs, outputs, weights, crossover, gemm, parallel, float[]::new);
  }

  private static float[] inputs(int rows, int inputs, double density) {
    SpikeRows spikes = DrawnRows.spikes(5, rows, inputs, density);
    float[] x = new float[OFFSET + rows * inputs];
    System.arraycopy(DrawnRows.floats(spikes), 0, x, OFFSET, rows * inputs);
    return x;
  }

  /** y += x Wᵀ, every sum one chain in order of inputs. */
  private static void plain(
      int rows, int inputs, int outputs, float[] w, float[] x, float[] y, boolean accumulate) {
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < outputs; o++) {
        int at = OFFSET + r * outputs + o;
        float sum = accumulate ? y[at] : 0f;
        for (int i = 0; i < inputs; i++) {
          sum = Math.fma(x[OFFSET + r * inputs + i], w[o * inputs + i], sum);
        }
        y[at] = sum;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 0.5",
    "1, 65, 33, 0.1",
    "3, 7, 65, 0.3",
    "9, 64, 130, 0.9",
    "2, 0, 5, 0",
    "0, 5, 5, 0"
  })
  void allWaysGiveTheBitsOfThePlainLoop(int rows, int inputs, int outputs, double density) {
    float[] weights = DrawnRows.normal(2, outputs * inputs);
    float[] x = inputs(rows, inputs, density);
    for (boolean accumulate : new boolean[] {false, true}) {
      float[] expected = DrawnRows.normal(3, OFFSET + rows * outputs);
      plain(rows, inputs, outputs, weights, x, expected, accumulate);
      for (double crossover : new double[] {-1, StepProduct.crossover(rows), 1}) {
        for (int threads = 1; threads <= 3; threads++) {
          StepProduct product = product(rows, inputs, outputs, weights, crossover, threads);
          for (int call = 0; call < 2; call++) {
            float[] y = DrawnRows.normal(3, OFFSET + rows * outputs);
            product.multiply(x, OFFSET, y, OFFSET, accumulate);
            assertSame(expected, y, "crossover " + crossover + ", threads " + threads);
          }
        }
      }
    }
  }

  @Test
  void takesEditedWeights() {
    float[] weights = DrawnRows.normal(2, 20);
    float[] x = inputs(1, 5, 0.6);
    StepProduct product = product(1, 5, 4, weights, 1, 1);
    product.multiply(x, OFFSET, new float[OFFSET + 4], OFFSET, false);
    weights[7] = 5f;
    product.refresh();
    float[] expected = new float[OFFSET + 4];
    plain(1, 5, 4, weights, x, expected, false);
    float[] y = new float[OFFSET + 4];
    product.multiply(x, OFFSET, y, OFFSET, false);
    assertSame(expected, y, "after an edit");
  }

  @Test
  void gradientsAreThoseOfTheMatrix() {
    float[] weights = DrawnRows.normal(2, 4 * 5);
    float[] g = DrawnRows.normal(3, 2 * 4);
    float[] x = inputs(2, 5, 0.6);
    StepProduct product = product(2, 5, 4, weights, 1, 2);
    float[] forX = new float[2 * 5];
    product.backward(g, 0, forX, 0, false);
    float[] forWeights = new float[4 * 5];
    product.addGradient(g, 0, x, OFFSET, forWeights);
    for (int i = 0; i < 5; i++) {
      for (int r = 0; r < 2; r++) {
        double sum = 0;
        for (int o = 0; o < 4; o++) {
          sum += g[r * 4 + o] * weights[o * 5 + i];
        }
        assertEquals(sum, forX[r * 5 + i], 1e-5);
      }
      for (int o = 0; o < 4; o++) {
        double sum = g[o] * x[OFFSET + i] + g[4 + o] * x[OFFSET + 5 + i];
        assertEquals(sum, forWeights[o * 5 + i], 1e-5);
      }
    }
  }

  @Test
  void givesItsScratchBackAndTakesItAgain() {
    List<float[]> taken = new ArrayList<>();
    Parallel parallel = Parallel.of(1);
    Gemm gemm = new Gemm(parallel, new FloatPool());
    StepProduct product =
        new StepProduct(
            1,
            5,
            4,
            DrawnRows.normal(2, 20),
            1,
            gemm,
            parallel,
            length -> {
              taken.add(new float[length]);
              return taken.getLast();
            });
    product.end(buffer -> taken.remove(buffer));
    for (int call = 0; call < 2; call++) {
      product.multiply(inputs(1, 5, 0.6), OFFSET, new float[OFFSET + 4], OFFSET, false);
      assertEquals(1, taken.size());
      product.end(buffer -> taken.remove(buffer));
      assertEquals(0, taken.size());
    }
  }
}
