package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.ParameterValue;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Without recurrence, online gradients are those that a tape gives for the same equations. */
class OnlineAgainstTapeTest {
  private static final int BATCH = 3;
  private static final int STEPS = 50;
  private static final int INPUTS = 8;
  private static final int HIDDEN = 21;
  private static final int OUTPUTS = 4;

  private final RandomStream random = new RandomStream(4, 0);
  private final Tensor input = Tensor.randn(random, HIDDEN, INPUTS).scale(0.5f);
  private final Linear readout = new Linear(random, HIDDEN, OUTPUTS, true);
  private final Tensor x = sparse(STEPS, BATCH, INPUTS);
  private final Tensor target = Tensor.randn(random, STEPS, BATCH, OUTPUTS);

  private Tensor sparse(int... shape) {
    Tensor spikes = Tensor.rand(random, shape);
    float[] values = spikes.data();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] < 0.3f ? 1 : 0;
    }
    return spikes;
  }

  private float[] at(Tensor sequence, int t) {
    return sequence.rows(t, t + 1).toArray();
  }

  /** Gradients of half the squared error, summed over time and outputs, the batch's mean. */
  private void backPropagate(SequentialState model) {
    try (Tape tape = new Tape()) {
      Tensor y = Lift.of(model).forward(tape.enter(x));
      tape.backward(Losses.meanSquaredError(y, target).scale(STEPS * OUTPUTS / 2f));
    }
  }

  private static void assertSame(Parameter expected, float[] got) {
    float largest = 0;
    for (float g : expected.gradient()) {
      largest = Math.max(largest, Math.abs(g));
    }
    assertTrue(largest > 1e-2, expected + ": no gradient");
    assertArrayEquals(expected.gradient(), got, 1e-5f * largest, expected.toString());
  }

  private static Neuron leaky(double decay) {
    return Neuron.parse(
            """
            model leaky
            parameters kappa = 0.9
            state y = 0
            input x
            y = kappa * y + x
            output y
            """)
        .with("kappa", decay);
  }

  @Test
  void epropIsBackPropagationThroughTime() {
    EpropNeuron neuron = EpropNeuron.alif().with("v_th", 0.7);
    Neuron same =
        Neuron.parse(
                """
                model same
                parameters alpha_m = 0.9, rho = 0.9, beta = 0.1, v_th = 1
                state v = 0, a = 0, fired = 0
                input x
                v = alpha_m * v + x - detach(fired) * v_th
                a = rho * a + fired
                z = spike((v - (v_th + beta * a)) / v_th)
                fired = z
                output z
                """)
            .with("alpha_m", Math.exp(-1.0 / 20))
            .with("rho", Math.exp(-1.0 / 200))
            .with("beta", neuron.beta())
            .with("v_th", 0.7)
            .surrogate(Surrogate.TRIANGLE, 0.3f);
    var weights = new RecurrentWeights(input, Tensor.zeros(HIDDEN, HIDDEN), false);
    var network = new EpropNetwork(neuron, weights, readout, Feedback.SYMMETRIC);
    EpropState state = network.initialState(BATCH);
    float[] error = new float[BATCH * OUTPUTS];
    for (int t = 0; t < STEPS; t++) {
      StepLosses.squaredError(network.step(at(x, t), state), at(target, t), BATCH, error);
      network.addGradients(error, state);
    }
    float[] gotWeight = readout.weight().gradient().clone();
    float[] gotBias = readout.parameters().get(1).gradient().clone();
    readout.parameters().forEach(Parameter::clearGradient);
    Linear first = new Linear(input, null);
    backPropagate(
        new SequentialState(first, same.cell(), readout, leaky(Math.exp(-1.0 / 20)).cell()));
    assertSame(first.weight(), weights.input().gradient());
    assertSame(readout.weight(), gotWeight);
    assertSame(readout.parameters().get(1), gotBias);
  }

  /** Neurons of a library or one's own, and what their input is multiplied by to make them fire. */
  private static Stream<Arguments> neurons() {
    Neuron own =
        Neuron.parse(
            """
            model own
            parameters decay = 0.9, rise = 0.2, leak = 0.1, v_th = 1
            state v = 0.1, w = 0, k = 0
            input x
            k = tanh(k * decay + rise * x)
            dv/dt = (x + k - w * w - v) * 100 : rk4
            w = w - leak * (w - 0.3 * v)
            threshold v > v_th
            reset v = v - v_th, w = w + 0.1
            refractory 0.002 holds v
            output z
            """);
    return Stream.of(
        Arguments.of(new Lif(), 8),
        Arguments.of(new Lif().with("v_th", 0.4).sparseGradient(0.5), 4),
        Arguments.of(new Lsnn().with("tau_adapt_inv", 5), 8),
        Arguments.of(new LifAdEx(), 6),
        Arguments.of(new LifRefrac().with("rho_reset", 2), 8),
        Arguments.of(own, 3));
  }

  @ParameterizedTest
  @MethodSource("neurons")
  void epropOfAnyNeuronIsBackPropagationThroughTime(Neuron kind, float strength) {
    Neuron neuron = kind.surrogate(Surrogate.SUPER, 3);
    Tensor strong = input.scale(strength);
    var weights = new RecurrentWeights(strong, Tensor.zeros(HIDDEN, HIDDEN), false);
    var network = EpropNetwork.of(neuron, 0.02, weights, readout, Feedback.SYMMETRIC);
    EpropState state = network.initialState(BATCH);
    float[] error = new float[BATCH * OUTPUTS];
    double fired = 0;
    for (int t = 0; t < STEPS; t++) {
      StepLosses.squaredError(network.step(at(x, t), state), at(target, t), BATCH, error);
      network.addGradients(error, state);
      fired += Arrays.stream(toDoubles(state.spikes())).sum();
    }
    assertTrue(fired > HIDDEN && fired < STEPS * BATCH * HIDDEN / 2.0, "spikes: " + fired);
    readout.parameters().forEach(Parameter::clearGradient);
    Linear first = new Linear(strong, null);
    backPropagate(
        new SequentialState(
            first, withRecurrentReset(neuron).cell(), readout, leaky(Math.exp(-1.0 / 20)).cell()));
    assertSame(first.weight(), weights.input().gradient());
  }

  /**
   * The same neurons, with the equations of those whose spikes come back, which detach the reset.
   */
  private static Neuron withRecurrentReset(Neuron neuron) {
    var settings = neuron.settings();
    Neuron same =
        Neuron.of(neuron.recurrentModel()).surrogate(settings.surrogate(), settings.alpha());
    for (var value : settings.values().entrySet()) {
      same = same.with(value.getKey(), ((ParameterValue.Uniform) value.getValue()).value());
    }
    return Double.isFinite(settings.window()) ? same.sparseGradient(settings.window()) : same;
  }

  @Test
  void otttOfOneSpikingLayerIsBackPropagationThroughTime() {
    OtttNeuron neuron = new OtttNeuron(0.8, 1, Surrogate.SIGMOID, 4);
    Neuron same =
        Neuron.parse(
                """
                model same
                parameters lambda = 0.8
                state u = 0
                input x
                u = lambda * u + x
                z = spike(u - 1)
                u = u - detach(z)
                output z
                """)
            .surrogate(Surrogate.SIGMOID, 4f);
    Linear first = new Linear(input, Tensor.full(0.1f, HIDDEN));
    var network = new OtttNetwork(neuron, 0, first, readout);
    OtttState state = network.initialState(BATCH);
    float[] error = new float[BATCH * OUTPUTS];
    for (int t = 0; t < STEPS; t++) {
      StepLosses.squaredError(network.step(at(x, t), state), at(target, t), BATCH, error);
      network.addGradients(error, state);
    }
    List<float[]> got = network.parameters().stream().map(p -> p.gradient().clone()).toList();
    network.parameters().forEach(Parameter::clearGradient);
    backPropagate(new SequentialState(first, same.cell(), readout));
    for (int p = 0; p < got.size(); p++) {
      assertSame(network.parameters().get(p), got.get(p));
    }
    assertTrue(Arrays.stream(toDoubles(state.spikes(0))).sum() > 0);
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
