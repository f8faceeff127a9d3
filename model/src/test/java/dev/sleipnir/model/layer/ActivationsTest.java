package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ActivationsTest {
  private static void checkEach(Layer layer, DoubleUnaryOperator f) {
    check(
        t -> layer.forward(t.get(0)),
        v -> Arrays.stream(v[0]).map(f).toArray(),
        normal(1, 3, 11).scale(2));
    check(
        t -> layer.forward(t.get(0)),
        v -> Arrays.stream(v[0]).map(f).toArray(),
        normal(1, 2, 3, 4, 5));
    assertEquals(0, layer.forward(Tensor.zeros(0, 3)).size());
  }

  @Test
  void areTheirFunctions() {
    checkEach(new Sigmoid(), x -> 1 / (1 + Math.exp(-x)));
    checkEach(new Tanh(), Math::tanh);
    checkEach(new Silu(), x -> x / (1 + Math.exp(-x)));
    checkEach(new LeakyRelu(), x -> x > 0 ? x : 0.01 * x);
    checkEach(new LeakyRelu(0.3), x -> x > 0 ? x : 0.3f * x);
    checkEach(new Gelu(), ActivationsTest::gelu);
    checkEach(
        new Activation(TensorFunction.parse("y = x / (1 + abs(x))")), x -> x / (1 + Math.abs(x)));
  }

  /** x times the normal distribution function, by its series. */
  private static double gelu(double x) {
    double z = x / Math.sqrt(2);
    double term = z;
    double sum = z;
    for (int n = 1; n < 200; n++) {
      term *= -z * z / n;
      sum += term / (2 * n + 1);
    }
    return x * (0.5 + sum / Math.sqrt(Math.PI));
  }

  @Test
  void areFiniteFarFromZero() {
    float[] far = {-1e4f, -100, 100, 1e4f};
    Tensor x = Tensor.of(far, 4);
    assertArrayEquals(new float[] {0, 0, 1, 1}, new Sigmoid().forward(x).toArray(), 1e-6f);
    assertArrayEquals(new float[] {0, 0, 100, 1e4f}, new Gelu().forward(x).toArray(), 1e-6f);
    assertArrayEquals(new float[] {0, 0, 100, 1e4f}, new Silu().forward(x).toArray(), 1e-6f);
  }

  @Test
  void softmaxIsThatOfEachRow() {
    check(
        t -> new Softmax().forward(t.get(0)),
        v -> {
          double[] y = new double[v[0].length];
          for (int at = 0; at < y.length; at += 5) {
            double sum = 0;
            for (int i = at; i < at + 5; i++) {
              sum += Math.exp(v[0][i]);
            }
            for (int i = at; i < at + 5; i++) {
              y[i] = Math.exp(v[0][i]) / sum;
            }
          }
          return y;
        },
        normal(1, 3, 2, 5));
    assertEquals(
        "Softmax: expected input [batch, ..., classes], got shape [3]",
        refused(() -> new Softmax().forward(Tensor.zeros(3))));
  }

  @Test
  void functionsOfTwoInputsAreNoActivations() {
    assertEquals(
        "function: expected one input and one output, got [x, a] and [y]",
        refused(() -> new Activation(TensorFunction.parse("y = x * a"))));
  }

  @Test
  void wordsHaveVectors() {
    var layer = new Embedding(normal(2, 4, 3));
    Tensor words = Tensor.of(new float[] {2, 0, 2, 3}, 2, 2);
    Tensor y = layer.forward(words);
    assertArrayEquals(new int[] {2, 2, 3}, y.shape());
    float[] vectors = layer.weight().data();
    assertArrayEquals(Arrays.copyOfRange(vectors, 6, 9), Arrays.copyOf(y.toArray(), 3));
    try (var tape = new Tape()) {
      Tensor out = layer.forward(tape.enter(words));
      tape.backward(out, Tensor.full(1f, 2, 2, 3));
    }
    assertArrayEquals(new float[] {1, 1, 1, 0, 0, 0, 2, 2, 2, 1, 1, 1}, layer.weight().gradient());
    assertEquals(
        "Embedding: expected the number of a word, 0 to 3, got 4.0",
        refused(() -> layer.forward(Tensor.of(new float[] {4}, 1))));
    assertEquals(
        "Embedding: expected the number of a word, 0 to 3, got 0.5",
        refused(() -> layer.forward(Tensor.of(new float[] {0.5f}, 1))));
  }
}
