package dev.sleipnir.model.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model does not choose contributes exactly 0 to gradients, infinite or not. */
class ChoicesTest {
  /** Where the other branch's slope or value is infinite, or no number, and where it is fine. */
  private static final double[] AT = {0, -1, 60, 1, 0.5};

  static Stream<Arguments> choices() {
    return Stream.of(
        of("y = where(x > 0, sqrt(x), 0)", x -> x > 0 ? 0.5 / Math.sqrt(x) : 0),
        of("y = where(x > 0, log(x), 0)", x -> x > 0 ? 1 / x : 0),
        of("y = where(x > 0, 1 / x, 0)", x -> x > 0 ? -1 / (x * x) : 0),
        of("y = where(x > 0, exp(-1 / x), 0)", x -> x > 0 ? Math.exp(-1 / x) / x / x : 0),
        of("y = where(x < 50, exp(2 * x), 0)", x -> x < 50 ? 2 * Math.exp(2 * x) : 0),
        of("y = where(x > 50, 0, exp(2 * x))", x -> x < 50 ? 2 * Math.exp(2 * x) : 0),
        of("y = where(x >= 0, x ^ 1.5, 0)", x -> x > 0 ? 1.5 * Math.sqrt(x) : 0),
        of("y = where(x > 0, x ^ 1.7, 0)", x -> x > 0 ? 1.7 * Math.pow(x, 0.7) : 0),
        of("y = where(x > 0, x * log(x), 0)", x -> x > 0 ? Math.log(x) + 1 : 0),
        of("y = max(0.25, where(x > 0, log(x), 0))", x -> x > 2 ? 1 / x : 0),
        of(
            "y = where(x > 0, where(x > 0.75, log(x), 2 * sqrt(x)), 0)",
            x -> x > 0.75 ? 1 / x : x > 0 ? 1 / Math.sqrt(x) : 0),
        // The same value is chosen at two places, by two conditions.
        of(
            "s = 2 * sqrt(x)\ny = where(x > 0, s, 0) + where(x > 0.75, s * s, 0)",
            x -> (x > 0 ? 1 / Math.sqrt(x) : 0) + (x > 0.75 ? 4 : 0)),
        of("q = x / w\ny = where(w > 0, q, 0) + where(w > 1, q, x)", x -> 1),
        of("q = 3 * (x / w)\ny = where(w > 0, q, 0) + where(w > 1, q * q, x)", x -> 1));
  }

  private static Arguments of(String lines, DoubleUnaryOperator slope) {
    return Arguments.of(lines, slope);
  }

  @ParameterizedTest
  @MethodSource("choices")
  void whatIsNotChosenContributesNothing(String lines, DoubleUnaryOperator slope) {
    String text =
        "model m\nparameters w = 0\nstate v = 0\ninput x\n%s\nv = y\noutput v".formatted(lines);
    NeuronLayer layer = Neuron.parse(text).learn("w").layer();
    float[] values = new float[AT.length];
    for (int k = 0; k < AT.length; k++) {
      values[k] = (float) AT[k];
    }
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.of(values, 1, 1, AT.length));
      tape.backward(layer.forward(x).sum());
      float[] gradient = Objects.requireNonNull(x.gradient()).toArray();
      for (int k = 0; k < AT.length; k++) {
        double expected = slope.applyAsDouble(AT[k]);
        assertEquals(expected, gradient[k], 2e-6 * Math.abs(expected), lines + " at " + AT[k]);
      }
    }
    for (Parameter parameter : layer.parameters()) {
      assertEquals(0, parameter.gradient()[0], 0, lines);
    }
  }

  /** So it is where a spike chooses, as far as the spike itself is not differentiated. */
  @ParameterizedTest
  @MethodSource("spikes")
  void whatASilentNeuronWouldBeResetToContributesNothing(String reset, DoubleUnaryOperator slope) {
    String text =
        "model m\nstate v = 0\ninput x\nz = heaviside(x)\nr = detach(spike(x))\n"
            + "v = (1 - r) * x + r * (%s)\noutput v".formatted(reset);
    NeuronLayer layer = Neuron.parse(text).layer();
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.of(new float[] {0, -1, 1, 0.5f}, 1, 1, 4));
      tape.backward(layer.forward(x).sum());
      float[] gradient = Objects.requireNonNull(x.gradient()).toArray();
      double[] at = {0, -1, 1, 0.5};
      for (int k = 0; k < at.length; k++) {
        double expected = at[k] > 0 ? slope.applyAsDouble(at[k]) : 1;
        assertEquals(expected, gradient[k], 2e-6 * Math.abs(expected), reset + " at " + at[k]);
      }
    }
  }

  static Stream<Arguments> spikes() {
    return Stream.of(
        of("log(x)", x -> 1 / x),
        of("2 * exp(-1 / x)", x -> 2 * Math.exp(-1 / x) / x / x),
        of("3 * sqrt(x)", x -> 1.5 / Math.sqrt(x)),
        of("1 / x", x -> -1 / x / x));
  }
}
