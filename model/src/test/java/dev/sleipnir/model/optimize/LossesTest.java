package dev.sleipnir.model.optimize;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.Objects;
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

  /** The mean over rows of minus the sum of targets times log-probabilities. */
  private static double[] soft(double[] x, double[] targets, double smoothing) {
    double[] logs = logSoftmax(x);
    double sum = 0;
    for (int i = 0; i < logs.length; i++) {
      double target = targets[i % targets.length];
      sum -= ((1 - smoothing) * target + smoothing / CLASSES) * logs[i];
    }
    return new double[] {sum * CLASSES / x.length};
  }

  private static double[] oneHot() {
    double[] targets = new double[LABELS.length * CLASSES];
    for (int n = 0; n < LABELS.length; n++) {
      targets[n * CLASSES + LABELS[n]] = 1;
    }
    return targets;
  }

  private static Tensor labels() {
    float[] labels = new float[LABELS.length];
    for (int n = 0; n < labels.length; n++) {
      labels[n] = LABELS[n];
    }
    return Tensor.of(labels, labels.length);
  }

  @Test
  void crossEntropyWithLabelsSmoothedAndOfEveryStep() {
    Tensor one = normal(1, 5, CLASSES).scale(3f);
    Tensor steps = normal(2, 4, 5, CLASSES).scale(3f);
    assertEquals(
        Losses.crossEntropy(one, LABELS).item(), Loss.crossEntropy().of(one, labels()).item());
    for (double smoothing : new double[] {0, 0.1}) {
      Loss loss = Loss.crossEntropy(smoothing);
      for (Tensor x : new Tensor[] {one, steps}) {
        check(in -> loss.of(in.get(0), labels()), in -> soft(in[0], oneHot(), smoothing), x);
      }
    }
  }

  @Test
  void crossEntropyWithProbabilities() {
    Tensor mixed = Tensor.rand(new RandomStream(3), 5, CLASSES);
    double[] targets = new double[mixed.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = mixed.values()[i];
    }
    Loss loss = Loss.crossEntropy(0.2);
    check(in -> loss.of(in.get(0), mixed), in -> soft(in[0], targets, 0.2), normal(1, 5, CLASSES));
  }

  @Test
  void crossEntropyWithTargetsOfEveryStep() {
    Tensor each = Tensor.rand(new RandomStream(3), 4, 5, CLASSES);
    Arrays.fill(each.data(), 3 * CLASSES, 5 * CLASSES, 0); // asks for nothing
    double[] targets = new double[each.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = each.values()[i];
    }
    Loss loss = Loss.crossEntropy();
    Tensor x = normal(1, 4, 5, CLASSES);
    check(in -> loss.of(in.get(0), each), in -> soft(in[0], targets, 0), x);
    assertTrue(refused(() -> loss.of(x, Tensor.zeros(3, 5, CLASSES))).startsWith("targets:"));
  }

  private static double[] binary(double[] p, double[] t) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum -= t[i] * Math.log(p[i]) + (1 - t[i]) * Math.log(1 - p[i]);
    }
    return new double[] {sum / p.length};
  }

  private static double[] sigmoid(double[] x) {
    double[] p = new double[x.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = 1 / (1 + Math.exp(-x[i]));
    }
    return p;
  }

  @Test
  void binaryCrossEntropy() {
    Tensor targets = Tensor.of(new float[] {0, 1, 0.3f, 1, 0, 0.5f}, 2, 3);
    double[] wanted = {0, 1, 0.3f, 1, 0, 0.5};
    Tensor p = Tensor.of(new float[] {0.2f, 0.7f, 0.3f, 0.05f, 0.5f, 0.9f}, 2, 3);
    check(in -> Loss.binaryCrossEntropy().of(in.get(0), targets), in -> binary(in[0], wanted), p);
    Loss ofLogits = Loss.binaryCrossEntropyWithLogits();
    check(
        in -> ofLogits.of(in.get(0), targets),
        in -> binary(sigmoid(in[0]), wanted),
        normal(4, 2, 3).scale(3f));
  }

  @Test
  void binaryCrossEntropyOfExtremesIsFinite() {
    Tensor wrong = Tensor.of(new float[] {0, 1}, 2);
    Tensor targets = Tensor.of(new float[] {1, 0}, 2);
    assertEquals(100f, Losses.binaryCrossEntropy(wrong, targets).item());
    assertEquals(0f, Losses.binaryCrossEntropy(wrong, wrong).item());
    Tensor far = Tensor.of(new float[] {-1000, 1000}, 2);
    assertEquals(1000f, Losses.binaryCrossEntropyWithLogits(far, targets).item());
    assertEquals(0f, Losses.binaryCrossEntropyWithLogits(far, wrong).item());
    try (var tape = new Tape(new Workspace(), new RandomStream(1))) {
      Tensor p = tape.watch(wrong);
      tape.backward(Losses.binaryCrossEntropy(p, targets));
      assertEquals(-0.5e12f, Objects.requireNonNull(p.gradient()).get(0), 1e6f);
    }
  }

  private static double[] vanRossum(double[] z, double[] target, int steps, double ratio) {
    int trains = z.length / steps;
    double sum = 0;
    for (int n = 0; n < trains; n++) {
      double trace = 0;
      for (int t = 0; t < steps; t++) {
        trace = Math.exp(-ratio) * trace + z[t * trains + n] - target[t * trains + n];
        sum += ratio * trace * trace;
      }
    }
    return new double[] {sum / trains};
  }

  @Test
  void vanRossumDistance() {
    for (int steps : new int[] {1, 9, 65}) {
      float[] wanted = new float[steps * 6];
      double[] same = new double[wanted.length];
      for (int i = 0; i < wanted.length; i += 5) {
        wanted[i] = 1f;
        same[i] = 1;
      }
      Tensor target = Tensor.of(wanted, steps, 2, 3);
      check(
          in -> Loss.vanRossumDistance(0.01, 0.002).of(in.get(0), target),
          in -> vanRossum(in[0], same, steps, 0.2),
          Tensor.rand(new RandomStream(steps), steps, 2, 3));
    }
  }

  @Test
  void aSpikeMoreMakesAboutHalf() {
    Tensor one = Tensor.zeros(1000, 1);
    one.data()[10] = 1f;
    float distance = Losses.vanRossumDistance(one, Tensor.zeros(1000, 1), 0.05, 0.001).item();
    assertEquals(0.5, distance, 0.011);
  }

  @Test
  void targetsMustFit() {
    Tensor scores = Tensor.zeros(2, 3);
    Loss loss = Loss.crossEntropy();
    assertEquals(
        "targets: expected one label for each of 2 rows, got 3",
        refused(() -> loss.of(scores, Tensor.zeros(3))));
    assertEquals(
        "targets: expected classes 0 to 2, got 0.5",
        refused(() -> loss.of(scores, Tensor.full(0.5f, 2))));
    assertEquals(
        "targets: expected classes 0 to 2, got NaN",
        refused(() -> loss.of(scores, Tensor.full(Float.NaN, 2))));
    assertEquals(
        "targets: expected shape [2, 3], got [2, 4]",
        refused(() -> loss.of(scores, Tensor.zeros(2, 4))));
    assertEquals(
        "scores: expected [..., batch, classes] with at least one of each, got shape [3]",
        refused(() -> loss.of(Tensor.zeros(3), Tensor.zeros(3))));
    assertEquals(
        "labelSmoothing: expected a number in [0, 1), got 1.0",
        refused(() -> Loss.crossEntropy(1)));
    assertEquals(
        "targets: expected shape [2, 3], got [3, 2]",
        refused(() -> Loss.binaryCrossEntropy().of(scores, Tensor.zeros(3, 2))));
    assertEquals(
        "outputs: expected at least one value, got shape [0]",
        refused(() -> Loss.binaryCrossEntropy().of(Tensor.zeros(0), Tensor.zeros(0))));
    assertEquals(
        "tau: expected a positive number, got 0.0", refused(() -> Loss.vanRossumDistance(0, 1)));
    assertEquals(
        "vanRossumDistance: expected [time, ...] with at least one value, got shape [0, 2]",
        refused(() -> Loss.vanRossumDistance(1, 1).of(Tensor.zeros(0, 2), Tensor.zeros(0, 2))));
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
