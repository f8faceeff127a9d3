package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Diagnose;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchNormTest {
  /** Statistics of [outer][channels][inner] over all but the channels; weight and bias behind. */
  private static double[] normalized(
      double[][] values,
      int channels,
      int inner,
      double factor,
      double @Nullable [] means,
      double @Nullable [] vars) {
    double[] x = values[0];
    double[] y = new double[x.length];
    for (int c = 0; c < channels; c++) {
      double mean = 0;
      double variance = 0;
      int count = x.length / channels;
      for (int pass = 0; means == null && pass < 2; pass++) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
          if (i / inner % channels == c) {
            sum += pass == 0 ? x[i] : (x[i] - mean) * (x[i] - mean);
          }
        }
        mean = pass == 0 ? sum / count : mean;
        variance = sum / count;
      }
      mean = means == null ? mean : means[c];
      variance = vars == null ? variance : vars[c];
      for (int i = 0; i < x.length; i++) {
        if (i / inner % channels == c) {
          double n = (x[i] - mean) / Math.sqrt(variance + 1e-5) * factor;
          y[i] = values.length > 1 ? n * values[1][c] + values[2][c] : n;
        }
      }
    }
    return y;
  }

  private static void draw(BatchNorm layer) {
    Parameter weight = layer.weight();
    Parameter bias = layer.bias();
    if (weight != null && bias != null) {
      weight.set(normal(7, layer.channels()));
      bias.set(normal(8, layer.channels()));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 4, 5", "3, 65, 1, 2", "1, 1, 3, 1", "5, 16, 3, 3"})
  void normalizesImagesInTraining(int batch, int channels, int height, int width) {
    var layer = new BatchNorm2d(channels);
    draw(layer);
    check(
        t -> layer.forward(t.get(0)),
        v -> normalized(v, channels, height * width, 1, null, null),
        List.of(layer.parameters().get(0), layer.parameters().get(1)),
        normal(1, batch, channels, height, width));
  }

  @Test
  void normalizesFeaturesAndLines() {
    var features = new BatchNorm1d(5);
    draw(features);
    check(
        t -> features.forward(t.get(0)),
        v -> normalized(v, 5, 1, 1, null, null),
        List.of(features.parameters().get(0), features.parameters().get(1)),
        normal(1, 7, 5));
    var lines = new BatchNorm1d(3, 1e-5, 0.1, false);
    check(
        t -> lines.forward(t.get(0)), v -> normalized(v, 3, 4, 1, null, null), normal(1, 2, 3, 4));
    var wide = BatchNorm1d.thresholdDependent(5, 0.5, 2.5);
    check(
        t -> wide.forward(t.get(0)),
        v -> normalized(v, 5, 1, 1.25, null, null),
        List.of(wide.parameters().get(0), wide.parameters().get(1)),
        normal(1, 7, 5));
  }

  @Test
  void evaluatesByTheRunningStatistics() {
    var layer = new BatchNorm2d(3);
    draw(layer);
    layer.runningMean().set(Tensor.of(new float[] {1, -2, 0.5f}, 3));
    layer.runningVariance().set(Tensor.of(new float[] {0.3f, 2, 4}, 3));
    double[] mean = {1, -2, 0.5};
    double[] variance = {0.3f, 2, 4};
    Tensor x = normal(1, 2, 3, 4, 5);
    try (var tape = new Tape().evaluating()) {
      Tensor in = tape.watch(x);
      Tensor y = layer.forward(in);
      Tensor g = normal(2, 2, 3, 4, 5);
      tape.backward(y, g);
      double[][] values = new double[3][];
      values[0] = doubles(x);
      values[1] = doubles(layer.parameters().get(0).value());
      values[2] = doubles(layer.parameters().get(1).value());
      double[] expected = normalized(values, 3, 20, 1, mean, variance);
      float[] gradient = Objects.requireNonNull(in.gradient()).toArray();
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], y.toArray()[i], 1e-5);
        int c = i / 20 % 3;
        double slope = values[1][c] / Math.sqrt(variance[c] + 1e-5);
        assertEquals(slope * g.toArray()[i], gradient[i], 1e-5);
      }
    }
    assertArrayEquals(new float[] {1, -2, 0.5f}, layer.runningMean().data());
    float[] alone;
    try (var scope = new Scope(new Workspace())) {
      alone = layer.forward(scope.enter(x)).toArray();
    }
    assertArrayEquals(alone, layer.forward(x).toArray());
  }

  @Test
  void runningStatisticsFollow() {
    var layer = new BatchNorm1d(2, 1e-5, 0.25, true);
    try (var tape = new Tape()) {
      layer.forward(tape.enter(Tensor.of(new float[] {1, 10, 3, 20, 5, 60}, 3, 2)));
    }
    assertArrayEquals(new float[] {0.75f, 7.5f}, layer.runningMean().data(), 1e-6f);
    assertArrayEquals(new float[] {0.75f + 1, 0.75f + 175}, layer.runningVariance().data(), 1e-4f);
    float[] before = layer.runningMean().data().clone();
    try (var tape = new Tape()) {
      layer.forward(tape.enter(Tensor.full(Float.NaN, 3, 2)));
    }
    assertArrayEquals(before, layer.runningMean().data());
  }

  /** Statistics are those of all steps together, however the sequence would be cut. */
  @Test
  void looksAtWholeSequences() {
    Tensor xs = normal(1, 40, 20, 3);
    for (Lift lift : List.of(lift(), lift().checkpointEvery(2), lift().checkpointed())) {
      try (var tape = new Tape()) {
        float[] y = lift.forward(tape.enter(xs)).toArray();
        double[] expected = normalized(new double[][] {doubles(xs)}, 3, 1, 1, null, null);
        for (int i = 0; i < y.length; i++) {
          assertEquals(expected[i], y[i], 1e-5);
        }
      }
    }
    try (var tape = new Tape()) {
      String message = refused(() -> lift().truncateEvery(5).forward(tape.enter(xs)));
      assertEquals(
          "truncateEvery: expected no truncation of BatchNorm1d(3)", message.split(",", 2)[0]);
    }
  }

  private static Lift lift() {
    return Lift.of(new BatchNorm1d(3));
  }

  @Test
  void isCopiedSavedAndLeftAloneByOptimizers() {
    var layer = new BatchNorm2d(2);
    layer.runningMean().set(Tensor.of(new float[] {3, 4}, 2));
    BatchNorm copy = (BatchNorm) layer.copy();
    assertArrayEquals(new float[] {3, 4}, copy.runningMean().data());
    var adam = new Adam(layer.parameters(), 0.1);
    layer.parameters().getFirst().gradient()[0] = 1;
    adam.step();
    assertArrayEquals(new float[] {3, 4}, layer.runningMean().data());
    assertArrayEquals(new float[] {1, 1}, layer.runningVariance().data());
  }

  @Test
  void aDiagnosisLeavesTheStatisticsAlone() {
    var layer = new BatchNorm2d(3);
    Diagnose.of(layer, normal(1, 4, 2, 3, 4, 5));
    assertArrayEquals(new float[] {0, 0, 0}, layer.runningMean().data());
    assertArrayEquals(new float[] {1, 1, 1}, layer.runningVariance().data());
  }

  @Test
  void servesInSessionsAndFollowsEdits() {
    var layer = new BatchNorm2d(3);
    draw(layer);
    Session session = Session.of(layer, 2, 3, 4, 5);
    float[] x = normal(1, 2, 3, 4, 5).toArray();
    for (int round = 0; round < 2; round++) {
      float[] y = session.step(x);
      assertArrayEquals(layer.forward(Tensor.of(x, 2, 3, 4, 5)).toArray(), y);
      layer.runningMean().set(normal(5 + round, 3));
    }
  }

  @Test
  void refusesWhatItCannotNormalize() {
    assertEquals(
        "BatchNorm2d(3): expected input [batch, 3, height, width], got shape [2, 4, 5, 5]",
        refused(() -> new BatchNorm2d(3).forward(Tensor.zeros(2, 4, 5, 5))));
    assertEquals(
        "BatchNorm1d(3): expected input [batch, 3] or [batch, 3, length], got shape [3]",
        refused(() -> new BatchNorm1d(3).forward(Tensor.zeros(3))));
    try (var tape = new Tape(new Workspace(), new RandomStream(1))) {
      Tensor one = tape.enter(Tensor.zeros(1, 3));
      assertEquals(
          "BatchNorm1d(3): expected more than one value of each channel in training, got one",
          refused(() -> new BatchNorm1d(3).forward(one)));
      assertEquals(0, new BatchNorm1d(3).forward(tape.enter(Tensor.zeros(0, 3))).size());
    }
    assertEquals(
        "momentum: expected a number in [0, 1], got 2.0",
        refused(() -> new BatchNorm1d(3, 1e-5, 2, true)));
  }

  private static double[] doubles(Tensor x) {
    float[] values = x.toArray();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
