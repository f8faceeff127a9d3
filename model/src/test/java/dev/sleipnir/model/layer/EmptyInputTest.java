package dev.sleipnir.model.layer;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.neuron.CobaLif;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing gives nothing, rather than an error; or the error says who expects something. */
class EmptyInputTest {
  private static final int STEPS = 5;

  private static NeuronCell twoInputs() {
    return Neuron.parse(
            """
            model two
            state v = 0
            input x, y
            v = 0.9 * v + x * y
            z = spike(v - 1)
            v = v - z
            output z
            """)
        .cell();
  }

  private static SequentialState network() {
    return new SequentialState(
        new Conv2d(2, 16, 3),
        new Lif().learn("v_th").cell(),
        new MaxPool2d(2),
        new AvgPool2d(2),
        new Dropout(0.5f),
        new Flatten(),
        new Linear(16, 4),
        new Relu(),
        new Li().cell());
  }

  static Stream<NetworkModule> dense() {
    return Stream.of(
        new Linear(4, 3),
        new Relu(),
        new Scale(2),
        new Dropout(0.5f),
        new Flatten(),
        new Unflatten(2, 2),
        new BatchNorm1d(4),
        new Lif().cell(),
        new Li().learn("tau_mem_inv").cell(),
        new Lif().with("v_th", Tensor.full(1, 4)).learn("v_th").cell(),
        new Lif().surrogate(Surrogate.LOGISTIC, 2).cell(),
        LifMc.of(Tensor.zeros(4, 4)).cell(),
        twoInputs().behind(new Linear(4, 3), new Linear(4, 3)),
        new Lsnn().recurrentCell(4, 3),
        new LifMc().recurrentCell(4, 3),
        new CobaLif().recurrentCell(4, 3),
        new RecurrentSequential(new Linear(4, 4), new Lif().cell()),
        new SequentialState(),
        new SequentialState(new Linear(4, 3), new Lif().cell(), new Linear(3, 2), new Li().cell()),
        new SequentialState(new Lif().cell(), new Lsnn().recurrentCell(4, 3)));
  }

  static Stream<NetworkModule> images() {
    return Stream.of(
        new Conv2d(2, 3, 3),
        new ConvTranspose2d(2, 3, Window.of(3)),
        new MaxPool2d(2),
        new AvgPool2d(2),
        new AdaptiveAvgPool2d(2),
        new Upsample(2),
        new BatchNorm2d(2),
        new Flatten(),
        new Lif().cell(),
        twoInputs().behind(new Conv2d(2, 3, 3), new Conv2d(2, 3, 3)),
        network());
  }

  static Stream<NetworkModule> lines() {
    return Stream.of(
        new Conv1d(2, 3, 3),
        new MaxPool1d(2),
        new AvgPool1d(2),
        new AdaptiveAvgPool1d(2),
        new BatchNorm1d(2));
  }

  /** Inference, training and training with checkpoints, from a state that there was. */
  private static void goesThrough(NetworkModule module, Tensor input) {
    Workspace workspace = new Workspace(Parallel.common(), Propagation.EVENT);
    try (Scope scope = new Scope(workspace)) {
      Step first = Lift.of(module).run(scope.enter(input), null);
      Step second = Lift.of(module).run(scope.enter(input), first.state());
      assertEquals(0, second.output().size(), module.toString());
      assertEquals(STEPS, second.output().dim(0), module.toString());
      assertEquals(input.dim(1), second.output().dim(1), module.toString());
    }
    for (Lift lift : new Lift[] {Lift.of(module), Lift.of(module).checkpointEvery(2)}) {
      try (Tape tape = new Tape(workspace)) {
        Tensor x = tape.watch(input);
        Step first = lift.run(x, null);
        tape.backward(lift.run(x, first.state()).output().sum().add(first.output().sum()));
      }
    }
    for (Parameter parameter : module.parameters()) {
      for (float g : parameter.gradient()) {
        assertEquals(0, g, module + ": " + parameter);
      }
    }
  }

  private static void goesThroughAsFloatsAndSpikes(NetworkModule module, int... shape) {
    goesThrough(module, Tensor.zeros(shape));
    goesThrough(module, Tensor.zeros(shape).asSpikes(2));
  }

  @ParameterizedTest
  @MethodSource("dense")
  void noSamples(NetworkModule module) {
    goesThroughAsFloatsAndSpikes(module, STEPS, 0, 4);
  }

  @ParameterizedTest
  @MethodSource("images")
  void noImages(NetworkModule module) {
    goesThroughAsFloatsAndSpikes(module, STEPS, 0, 2, 6, 6);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void noLines(NetworkModule module) {
    goesThroughAsFloatsAndSpikes(module, STEPS, 0, 2, 6);
  }

  @ParameterizedTest
  @MethodSource("dense")
  void noSteps(NetworkModule module) {
    Tensor x = Tensor.zeros(0, 2, 4);
    assertEquals(
        "sequence: expected [time, batch, ...] with at least one step, got shape [0, 2, 4]",
        refused(() -> Lift.of(module).forward(x)));
  }

  @ParameterizedTest
  @MethodSource("dense")
  void noFeatures(NetworkModule module) {
    goesThroughOrSaysWhoExpectsMore(module, STEPS, 2, 0);
  }

  @ParameterizedTest
  @MethodSource("images")
  void noPixelsOrChannels(NetworkModule module) {
    goesThroughOrSaysWhoExpectsMore(module, STEPS, 2, 2, 0, 6);
    goesThroughOrSaysWhoExpectsMore(module, STEPS, 2, 0, 6, 6);
  }

  private static void goesThroughOrSaysWhoExpectsMore(NetworkModule module, int... shape) {
    for (Tensor x : new Tensor[] {Tensor.zeros(shape), Tensor.zeros(shape).asSpikes(2)}) {
      try {
        goesThrough(module, x);
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        String who = message.split("[:(]", 2)[0].replace("_", "").toLowerCase(Locale.ROOT);
        String all = module.toString().replace("_", "").toLowerCase(Locale.ROOT);
        assertTrue(all.contains(who) || message.startsWith("v_th"), module + ": " + message);
        assertTrue(message.contains(": expected "), message);
      }
    }
  }

  /** A batch of any size: the steps of a call have to be of it. */
  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3})
  void stepsThatAreNone(int steps) {
    Workspace workspace = new Workspace(Parallel.common(), Propagation.EVENT);
    String expected =
        ": expected input [steps * batch, ...] with " + steps + " steps, got shape [2, 4]";
    Linear linear = new Linear(4, 4);
    try (Scope scope = new Scope(workspace)) {
      Tensor spikes = scope.enter(Tensor.zeros(2, 4).asSpikes(1));
      assertEquals("Linear" + expected, refused(() -> linear.drive(spikes, steps)));
      StatefulLayer sequence = new SequentialState(linear, new Lif().cell());
      assertEquals("Linear" + expected, refused(() -> sequence.run(spikes, steps, null)));
      StatefulLayer behind = twoInputs().behind(linear, new Linear(4, 4));
      assertEquals("Linear" + expected, refused(() -> behind.run(spikes, steps, null)));
    }
  }

  @Test
  void statesAreEmptyToo() {
    SequentialState network = network();
    Step step = Lift.of(network).run(Tensor.zeros(STEPS, 0, 2, 6, 6), null);
    assertArrayEquals(new int[] {STEPS, 0, 4}, step.output().shape());
    NeuronState state = (NeuronState) network.stateOf(step.state(), 1);
    assertEquals(0, state == null ? -1 : state.copy().size());
  }
}
