package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Online learning takes in no number that is not finite, and says which it was. */
class NonFiniteOnlineTest {
  private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

  private static OtttNetwork ottt() {
    RandomStream random = new RandomStream(8, 0);
    return new OtttNetwork(
        new OtttNeuron(0.6, 0.5, Surrogate.TRIANGLE, 0.7f),
        0.7,
        new Linear(random, 6, 9, true),
        new Linear(random, 9, 3, true));
  }

  private static EpropNetwork eprop() {
    RandomStream random = new RandomStream(9, 0);
    return new EpropNetwork(
        EpropNeuron.lif().with("v_th", 0.3),
        RecurrentWeights.random(random, 6, 9, false),
        new Linear(random, 9, 3, true),
        Feedback.SYMMETRIC);
  }

  private static float[] input(int step) {
    float[] x = new float[12];
    for (int e = 0; e < x.length; e++) {
      x[e] = (e * 5 + step) % 3 == 0 ? 1 : 0;
    }
    return x;
  }

  private static List<float[]> gradients(List<Parameter> parameters) {
    return parameters.stream().map(p -> p.gradient().clone()).toList();
  }

  private static String message(Runnable call) {
    return String.valueOf(assertThrows(ArithmeticException.class, call::run).getMessage());
  }

  @Test
  void otttRefusesInputAndError() {
    OtttNetwork network = ottt();
    OtttState bad = network.initialState(2);
    OtttState good = network.initialState(2);
    for (int step = 0; step < 15; step++) {
      for (float value : BAD) {
        float[] x = input(step);
        x[5] = value;
        assertEquals(
            "x: expected finite numbers, got " + value + " at index 5",
            message(() -> network.step(x, bad)));
      }
      float[] y = network.step(input(step), good).clone();
      SameBits.assertSame("step " + step, y, network.step(input(step), bad));
      network.addGradients(new float[] {1, 0, -1, 0, 1, 0}, bad);
      List<float[]> before = gradients(network.parameters());
      for (float value : BAD) {
        float[] error = {1, 0, value, 0, 1, 0};
        assertEquals(
            "error: expected finite numbers, got " + value + " at index 2",
            message(() -> network.addGradients(error, bad)));
      }
      SameBits.assertSame("gradients", before, gradients(network.parameters()));
    }
  }

  @Test
  void epropRefusesInputAndError() {
    EpropNetwork network = eprop();
    EpropState bad = network.initialState(2);
    EpropState good = network.initialState(2);
    for (int step = 0; step < 15; step++) {
      for (float value : BAD) {
        float[] x = input(step);
        x[5] = value;
        assertEquals(
            "x: expected finite numbers, got " + value + " at index 5",
            message(() -> network.step(x, bad)));
      }
      float[] y = network.step(input(step), good).clone();
      SameBits.assertSame("step " + step, y, network.step(input(step), bad));
      network.addGradients(new float[] {1, 0, -1, 0, 1, 0}, bad);
      List<float[]> before = gradients(network.parameters());
      for (float value : BAD) {
        float[] error = {1, 0, value, 0, 1, 0};
        assertEquals(
            "error: expected finite numbers, got " + value + " at index 2",
            message(() -> network.addGradients(error, bad)));
      }
      SameBits.assertSame("gradients", before, gradients(network.parameters()));
    }
  }

  @Test
  void parametersAreNamed() {
    float[] ones = new float[12];
    Arrays.fill(ones, 1f);
    for (int p = 0; p < 4; p++) {
      OtttNetwork ottt = ottt();
      Parameter bad = ottt.parameters().get(p);
      Arrays.fill(bad.data(), Float.NaN);
      assertEquals(
          "parameter " + bad + ": expected finite numbers, got NaN at index 0",
          message(() -> ottt.step(ones, ottt.initialState(2))));
      EpropNetwork eprop = eprop();
      Parameter other = eprop.parameters().get(p);
      other.data()[1] = Float.NEGATIVE_INFINITY;
      assertEquals(
          "parameter " + other + ": expected finite numbers, got -Infinity at index 1",
          message(() -> eprop.step(ones, eprop.initialState(2))));
    }
  }

  @Test
  void aLossOfAStepIsFinite() {
    float[] error = new float[4];
    float[] y = {1, 2, Float.NaN, 0};
    assertEquals(
        "y: expected finite numbers, got NaN at index 2",
        message(() -> StepLosses.crossEntropy(y, new int[] {0, 1}, error)));
    assertEquals(
        "y: expected finite numbers, got NaN at index 2",
        message(() -> StepLosses.squaredError(y, new float[4], 2, error)));
    assertEquals(
        "target: expected finite numbers, got NaN at index 2",
        message(() -> StepLosses.squaredError(new float[4], y, 2, error)));
    assertArrayEquals(new float[4], error);
  }
}
