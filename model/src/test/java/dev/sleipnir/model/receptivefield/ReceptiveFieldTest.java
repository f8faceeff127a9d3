package dev.sleipnir.model.receptivefield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.layer.Convolution;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {
  private static final float[] ROW = {1.5f, 0.4f, 0.7f, 0.2f, -0.3f};

  /** The Gaussian, normalised, and its derivatives, with loops in double precision. */
  private static double[] plain(double[] p, int dx, int dy, int size, double domain) {
    double[] k = new double[size * size];
    double sum = 0;
    for (int r = 0; r < size; r++) {
      for (int c = 0; c < size; c++) {
        double u = -domain + 2 * domain * c / (size - 1) - p[3];
        double w = -domain + 2 * domain * r / (size - 1) - p[4];
        double along = Math.cos(p[1]) * u + Math.sin(p[1]) * w;
        double across = Math.cos(p[1]) * w - Math.sin(p[1]) * u;
        double q = along * along / (p[2] * p[2]) + across * across * p[2] * p[2];
        k[r * size + c] = Math.exp(-q / p[0] / 2);
        sum += k[r * size + c];
      }
    }
    for (int i = 0; i < k.length; i++) {
      k[i] /= sum;
    }
    for (int round = 0; round < Math.max(dx, dy); round++) {
      k = round < dx ? derived(k, p[1], p[0], size) : k;
      k = round < dy ? derived(k, p[1] + Math.PI / 2, p[0], size) : k;
    }
    return k;
  }

  private static double[] derived(double[] k, double angle, double scale, int size) {
    double[] d = new double[k.length];
    for (int r = 0; r < size; r++) {
      for (int c = 0; c < size; c++) {
        int left = Math.max(c - 1, 0);
        int right = Math.min(c + 1, size - 1);
        int up = Math.max(r - 1, 0);
        int down = Math.min(r + 1, size - 1);
        double column = (k[r * size + right] - k[r * size + left]) / (right - left);
        double row = (k[down * size + c] - k[up * size + c]) / (down - up);
        d[r * size + c] = scale * (Math.cos(angle) * column + Math.sin(angle) * row);
      }
    }
    return d;
  }

  @Test
  void fieldsAndGradientsAreThoseOfPlainLoops() {
    for (int[] order : new int[][] {{0, 0}, {1, 0}, {2, 1}}) {
      for (int size : new int[] {2, 5, 8}) {
        GradientCheck.check(
            t -> SpatialFields.of(t.getFirst(), new int[][] {order}, size, 2.5),
            v -> plain(v[0], order[0], order[1], size, 2.5),
            Tensor.of(ROW, 1, 5));
      }
    }
  }

  @Test
  void everyRowHasItsOwnDerivatives() {
    float[] table = new float[4 * 7];
    int[][] orders = {{1, 0}, {0, 0}, {1, 0}, {0, 1}};
    for (int f = 0; f < 4; f++) {
      System.arraycopy(ROW, 0, table, 7 * f, 5);
      table[7 * f] += f;
      table[7 * f + 5] = orders[f][0];
      table[7 * f + 6] = orders[f][1];
    }
    Tensor fields = SpatialFields.of(Tensor.of(table, 4, 7), 5, 3);
    for (int f = 0; f < 4; f++) {
      double[] p = {ROW[0] + f, ROW[1], ROW[2], ROW[3], ROW[4]};
      double[] expected = plain(p, orders[f][0], orders[f][1], 5, 3);
      for (int i = 0; i < 25; i++) {
        assertEquals(expected[i], fields.get(f, i / 5, i % 5), 1e-6, f + ", " + i);
      }
    }
  }

  @Test
  void sizesOfGrids() {
    Tensor three = Tensor.of(new float[] {1, 2, 3}, 3);
    Tensor two = Tensor.of(new float[] {1, 2}, 2);
    int[][] derivatives = SpatialFields.derivatives(1);
    assertEquals(3, derivatives.length);
    Tensor with = SpatialFields.parameters(three, three, three, two, two, derivatives, true);
    assertArrayEquals(new int[] {324, 7}, with.shape());
    Tensor without = SpatialFields.parameters(three, three, three, two, two, derivatives, false);
    assertArrayEquals(new int[] {3 * (3 * 2 + 1) * 4 * 3, 7}, without.shape());
  }

  @Test
  void aConvolutionHasGradientsAtBoth() {
    Tensor x = GradientCheck.normal(1, 2, 3, 5, 4);
    Tensor w = GradientCheck.normal(2, 4, 3, 2, 3);
    Window window = Window.of(2, 3).stride(2, 1).padding(1, 0);
    GradientCheck.check(
        t -> Convolution.apply(t.get(0), t.get(1), window, 1),
        v -> {
          double[] y = new double[2 * 4 * 3 * 2];
          for (int at = 0; at < y.length; at++) {
            for (int i = 0; i < 18; i++) {
              int row = at / 2 % 3 * 2 - 1 + i / 3 % 2;
              int column = at % 2 + i % 3;
              if (row >= 0 && row < 5) {
                int image = at / 24;
                y[at] +=
                    v[0][((image * 3 + i / 6) * 5 + row) * 4 + column] * v[1][at / 6 % 4 * 18 + i];
              }
            }
          }
          return y;
        },
        x,
        w);
  }

  /** A parameter is an operand like any tensor; used twice, it has the sum of both gradients. */
  @Test
  void parametersAreOperands() {
    var parameter = new Parameter("a", Tensor.of(new float[] {2, 3}, 2));
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.of(new float[] {5, 7}, 2));
      Tensor a = parameter.on(x);
      Tensor b = parameter.on(x);
      tape.backward(a.multiply(b).multiply(x).sum());
      assertArrayEquals(new float[] {4, 9}, Objects.requireNonNull(x.gradient()).toArray());
    }
    assertArrayEquals(new float[] {20, 42}, parameter.gradient());
  }

  @Test
  void refuses() {
    refused("table [fields, 7]", () -> SpatialFields.of(Tensor.zeros(2, 6), 3, 1));
    float[] bad = {1, 0, 1, 0, 0, 0.5f, 0};
    refused("dx: expected", () -> SpatialFields.of(Tensor.of(bad, 1, 7), 3, 1));
    float[] negative = {-1, 0, 1, 0, 0, 0, 0};
    refused("scale", () -> new SpatialReceptiveField2d(1, 3, Tensor.of(negative, 1, 7)));
    refused("at least 2 x 2", () -> GaussianKernels.derive(Tensor.zeros(1, 4), Tensor.full(0)));
    refused("domain", () -> SpatialFields.of(Tensor.zeros(1, 7), 3, 0));
    refused(
        "expected input [batch, these]",
        () -> new TemporalReceptiveField(2, 3).step(Tensor.zeros(1, 3, 2), null));
    refused(
        "kernels",
        () ->
            Convolution.apply(Tensor.zeros(1, 3, 4, 4), Tensor.zeros(2, 2, 3, 3), Window.of(3), 1));
  }

  private static void refused(String message, Runnable call) {
    var e = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
  }
}
