package dev.sleipnir.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearAttentionTest {
  private static final int SAMPLES = 3;

  private static double[] attended(LinearAttention a, double[] q, double[] k, double[] v) {
    int f = a.features();
    int part = f / a.heads();
    double[] y = new double[q.length];
    for (int i = 0; i < y.length; i++) {
      int head = i % f / part * part;
      int row = i / f * f;
      int sample = i / (a.tokens() * f) * a.tokens() * f;
      for (int t = 0; t < a.tokens(); t++) {
        double product = 0;
        for (int c = head; c < head + part; c++) {
          product += q[row + c] * k[sample + t * f + c];
        }
        y[i] += a.scale() * product * v[sample + t * f + i % f];
      }
    }
    return y;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "4, 6, 2", "7, 9, 3", "3, 34, 1"})
  void isTheProductAndItsGradient(int tokens, int features, int heads) {
    var attention = new LinearAttention(tokens, features, heads, 0.3f);
    var random = new Random(5);
    int size = SAMPLES * tokens * features;
    float[][] in = new float[3][];
    double[][] values = new double[3][];
    for (int i = 0; i < 3; i++) {
      in[i] = TestArrays.normal(random, size);
      in[i][size / 2] = 0;
      values[i] = doubles(in[i]);
    }
    float[] g = TestArrays.normal(random, size);
    float[] y = TestArrays.normal(random, size);
    float[][] gradients = {y.clone(), y.clone(), y.clone()};
    float[] scratch = new float[attention.scratch() + 2];
    for (int n = 0; n < SAMPLES; n++) {
      attention.forward(n, in[0], in[1], in[2], y, scratch, 2);
      attention.backward(
          n, in[0], in[1], in[2], g, gradients[0], gradients[1], gradients[2], scratch, 2);
    }
    double[] expected = attended(attention, values[0], values[1], values[2]);
    for (int i = 0; i < size; i++) {
      assertEquals(expected[i], y[i], 2e-5);
    }
    for (int input = 0; input < 3; input++) {
      for (int i = 0; i < size; i++) {
        double value = values[input][i];
        values[input][i] = value + 1e-4;
        double[] above = attended(attention, values[0], values[1], values[2]);
        values[input][i] = value - 1e-4;
        double[] below = attended(attention, values[0], values[1], values[2]);
        values[input][i] = value;
        double slope = 0;
        for (int o = 0; o < size; o++) {
          slope += g[o] * (above[o] - below[o]) / 2e-4;
        }
        assertEquals(slope, gradients[input][i], 1e-4, "input " + input);
      }
    }
  }

  @Test
  void headsDivideFeatures() {
    var e = assertThrows(IllegalArgumentException.class, () -> new LinearAttention(2, 6, 4, 1f));
    assertEquals(
        "features: expected a multiple of the 4 heads, got 6", String.valueOf(e.getMessage()));
  }
}
