package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolingTest {
  private static double[] pool(
      boolean max, double[] x, int planes, int height, int width, int k, int stride, int padding) {
    int rows = (height + 2 * padding - k) / stride + 1;
    int columns = (width + 2 * padding - k) / stride + 1;
    double[] y = new double[planes * rows * columns];
    int at = 0;
    for (int p = 0; p < planes; p++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          double best = Double.NEGATIVE_INFINITY;
          double sum = 0;
          for (int kr = 0; kr < k; kr++) {
            for (int kc = 0; kc < k; kc++) {
              int row = r * stride - padding + kr;
              int column = c * stride - padding + kc;
              if (row >= 0 && row < height && column >= 0 && column < width) {
                double value = x[(p * height + row) * width + column];
                best = Math.max(best, value);
                sum += value;
              }
            }
          }
          y[at++] = max ? best : sum / (k * k);
        }
      }
    }
    return y;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, 4, 6, 2, 2, 0",
    "2, 3, 5, 7, 2, 2, 0",
    "1, 2, 5, 6, 3, 1, 1",
    "3, 1, 7, 7, 3, 2, 1",
    "1, 19, 4, 4, 2, 2, 1",
  })
  void poolsWindows(
      int images, int channels, int height, int width, int k, int stride, int padding) {
    Tensor x = normal(1, images, channels, height, width);
    check(
        in -> new MaxPool2d(k, stride, padding).forward(in.get(0)),
        in -> pool(true, in[0], images * channels, height, width, k, stride, padding),
        x);
    check(
        in -> new AvgPool2d(k, stride, padding).forward(in.get(0)),
        in -> pool(false, in[0], images * channels, height, width, k, stride, padding),
        x);
    check(
        in -> new MaxPool2d(k, stride, padding).forward(in.get(0).channelsLast()),
        in -> pool(true, in[0], images * channels, height, width, k, stride, padding),
        x);
    assertArrayEquals(
        new MaxPool2d(k).forward(x).toArray(), new MaxPool2d(k, k, 0).forward(x).toArray());
    assertArrayEquals(
        new AvgPool2d(k).forward(x).toArray(), new AvgPool2d(k, k, 0).forward(x).toArray());
  }

  @Test
  void tiesGoToTheFirstOfTheWindow() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.of(new float[] {0, 1, 0, 0, 1, 1, 0, 0}, 1, 1, 2, 4));
      tape.backward(new MaxPool2d(2).forward(x), Tensor.of(new float[] {3, 5}, 1, 1, 1, 2));
      Tensor gradient = x.gradient();
      assertNotNull(gradient);
      assertArrayEquals(new float[] {0, 3, 5, 0, 0, 0, 0, 0}, gradient.toArray());
    }
  }

  @Test
  void maximaAreTheSameWithAndWithoutATape() {
    Tensor x = normal(3, 2, 5, 6, 6);
    try (Tape tape = new Tape()) {
      assertArrayEquals(
          new MaxPool2d(2).forward(x).toArray(), new MaxPool2d(2).forward(tape.watch(x)).toArray());
    }
  }

  @Test
  void shapesMustFit() {
    assertEquals(
        "MaxPool2d: expected input [batch, channels, height, width], got shape [2, 4, 4]",
        refused(() -> new MaxPool2d(2).forward(Tensor.zeros(2, 4, 4))));
    assertEquals(
        "AvgPool2d: expected input [batch, channels, height, width], got shape [2, 4]",
        refused(() -> new AvgPool2d(2).forward(Tensor.zeros(2, 4))));
    String max = refused(() -> new MaxPool2d(5).forward(Tensor.zeros(1, 1, 4, 8)));
    assertTrue(max.startsWith("MaxPool2d(5) of [1, 1, 4, 8]: "), max);
    String avg = refused(() -> new AvgPool2d(5).forward(Tensor.zeros(1, 1, 4, 8)));
    assertTrue(avg.startsWith("AvgPool2d(5) of [1, 1, 4, 8]: "), avg);
  }

  @Test
  void sizesAreCheckedWhenTheLayerIsMade() {
    assertEquals("kernel: expected at least 1, got 0", refused(() -> new MaxPool2d(0)));
    assertEquals("stride: expected at least 1, got 0", refused(() -> new MaxPool2d(2, 0, 0)));
    assertEquals("padding: expected 0 to 1, got 2", refused(() -> new MaxPool2d(3, 1, 2)));
    assertEquals("kernel: expected at least 1, got -1", refused(() -> new AvgPool2d(-1)));
    assertEquals("stride: expected at least 1, got 0", refused(() -> new AvgPool2d(2, 0, 0)));
    assertEquals("padding: expected 0 to 1, got -1", refused(() -> new AvgPool2d(2, 1, -1)));
  }
}
