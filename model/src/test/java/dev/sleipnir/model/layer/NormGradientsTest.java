package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormGradientsTest {
  /** Runs of values, each normalised by itself. */
  private static double[] normalized(double[] x, int run, double epsilon) {
    double[] y = new double[x.length];
    for (int at = 0; at < x.length; at += run) {
      double mean = 0;
      double variance = 0;
      for (int i = at; i < at + run; i++) {
        mean += x[i] / run;
      }
      for (int i = at; i < at + run; i++) {
        variance += (x[i] - mean) * (x[i] - mean) / run;
      }
      for (int i = at; i < at + run; i++) {
        y[i] = (x[i] - mean) / Math.sqrt(variance + epsilon);
      }
    }
    return y;
  }

  private static void draw(Layer layer) {
    for (Parameter parameter : layer.parameters()) {
      parameter.set(normal(parameter.name().length(), parameter.shape()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 33, 131})
  void rows(int columns) {
    var layer = new LayerNorm(columns);
    draw(layer);
    check(
        t -> layer.forward(t.get(0)),
        v -> {
          double[] y = normalized(v[0], columns, 1e-5);
          for (int i = 0; i < y.length; i++) {
            y[i] = y[i] * v[1][i % columns] + v[2][i % columns];
          }
          return y;
        },
        layer.parameters(),
        normal(1, 3, 2, columns));
  }

  @Test
  void wholeImagesInWhateverOrderTheyAreStored() {
    var layer = new LayerNorm(1e-3, false, 2, 3, 4);
    check(
        t -> layer.forward(t.get(0).channelsLast()),
        v -> normalized(v[0], 24, 1e-3),
        normal(1, 3, 2, 3, 4));
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 3, 2", "2, 6, 2, 2", "3, 3, 5, 1", "2, 34, 1, 3"})
  void groupsOfChannels(int groups, int channels, int height, int width) {
    var layer = new GroupNorm(groups, channels);
    draw(layer);
    int pixels = height * width;
    check(
        t -> layer.forward(t.get(0)),
        v -> {
          double[] y = normalized(v[0], channels / groups * pixels, 1e-5);
          for (int i = 0; i < y.length; i++) {
            int c = i / pixels % channels;
            y[i] = y[i] * v[1][c] + v[2][c];
          }
          return y;
        },
        layer.parameters(),
        normal(1, 2, channels, height, width));
  }

  @Test
  void aSampleWithoutABatchIsNormalised() {
    Tensor x = normal(1, 4, 3);
    assertArrayEquals(
        new LayerNorm(4, 3).forward(x.reshape(1, 4, 3)).toArray(),
        new LayerNorm(4, 3).forward(x).toArray());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals(
        "LayerNorm(3, 4): expected input [..., these], got shape [2, 4, 3]",
        refused(() -> new LayerNorm(3, 4).forward(normal(1, 2, 4, 3))));
    assertEquals(
        "channels: expected a multiple of the 4 groups, got 6", refused(() -> new GroupNorm(4, 6)));
    assertEquals(
        "GroupNorm(2, 6): expected input [batch, 6, ...] with at most two axes more, got shape [2, 5]",
        refused(() -> new GroupNorm(2, 6).forward(normal(1, 2, 5))));
  }
}
