package dev.sleipnir.model.optimize;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final int CLASSES = 7;
  private static final int[] LABELS = {3, 0, 6, 3, 1};

  private static double[] logSoftmax(double[] x) {
    double[] y = new double[x.length];
    for (int row = 0; row < x.length; row += CLASSES) {
      double max = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < CLASSES; c++) {
        max = Math.max(max, x[row + c]);
      }
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.exp(x[row + c] - max);
      }
      for (int c = 0; c < CLASSES; c++) {
        y[row + c] = x[row + c] - max - Math.log(sum);
      }
    }
    return y;
  }

  private static double[] likelihood(double[] logs) {
    double sum = 0;
    for (int n = 0; n < LABELS.length; n++) {
      sum -= logs[n * CLASSES + LABELS[n]];
    }
    return new double[] {sum / LABELS.length};
  }

  private static double[] squares(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return new double[] {sum / a.length};
  }

  @Test
  void logarithmOfTheSoftmax() {
    Tensor x = normal(1, 5, CLASSES).scale(3f);
    check(in -> Losses.logSoftmax(in.get(0)), in -> logSoftmax(in[0]), x);
  }

  @Test
  void negativeLogLikelihood() {
    check(
        in -> Losses.negativeLogLikelihood(in.get(0), LABELS),
        in -> likelihood(in[0]),
        normal(1, 5, CLASSES));
  }

  @Test
  void crossEntropy() {
    check(
        in -> Losses.crossEntropy(in.get(0), LABELS),
        in -> likelihood(logSoftmax(in[0])),
        normal(1, 5, CLASSES).scale(3f));
  }

  @Test
  void crossEntropyOfLargeScoresIsFinite() {
    Tensor scores = Tensor.of(new float[] {1000f, -1000f, 0f}, 1, 3);
    assertEquals(0f, Losses.crossEntropy(scores, new int[] {0}).item());
    assertEquals(2000f, Losses.crossEntropy(scores, new int[] {1}).item());
  }

  @Test
  void meanSquaredError() {
    Tensor target = normal(2, 3, 2, 2, 3);
    double[] wanted = new double[target.size()];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = target.data()[i];
    }
    Tensor x = normal(1, 3, 2, 2, 3);
    check(in -> Losses.meanSquaredError(in.get(0), target), in -> squares(in[0], wanted), x);
    check(
        in -> Losses.meanSquaredError(in.get(0).channelsLast(), target),
        in -> squares(in[0], wanted),
        x);
  }

  @Test
  void labelsMustFit() {
    Tensor scores = Tensor.zeros(2, 3);
    assertEquals(
        "labels: expected one for each of 2 rows, got 3",
        refused(() -> Losses.crossEntropy(scores, new int[3])));
    assertEquals(
        "labels: expected classes 0 to 2, got 3",
        refused(() -> Losses.crossEntropy(scores, new int[] {0, 3})));
    assertEquals(
        "labels: expected classes 0 to 2, got -1",
        refused(() -> Losses.negativeLogLikelihood(scores, new int[] {-1, 0})));
  }

  @Test
  void shapesMustFit() {
    String one = refused(() -> Losses.crossEntropy(Tensor.zeros(3), new int[] {1}));
    assertEquals("scores: expected [batch, classes] with at least one of each, got shape [3]", one);
    assertTrue(
        refused(() -> Losses.logSoftmax(Tensor.zeros(0, 3))).contains("[0, 3]"), "empty batch");
    assertEquals(
        "target: expected shape [2, 3], got [3, 2]",
        refused(() -> Losses.meanSquaredError(Tensor.zeros(2, 3), Tensor.zeros(3, 2))));
  }
}
