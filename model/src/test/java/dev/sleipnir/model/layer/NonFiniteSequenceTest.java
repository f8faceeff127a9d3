package dev.sleipnir.model.layer;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.neuron.Izhikevich;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers that are not finite, and that no output shows, as a NaN fires no spike. */
class NonFiniteSequenceTest {
  private final RandomStream random = new RandomStream(2, 0);

  private SequentialState network() {
    return new SequentialState(
        new Linear(random, 6, 9, true),
        new Lif().with("v_th", 0.2).cell(),
        new Linear(random, 9, 3, true),
        new Li().cell());
  }

  private Tensor input(int steps, int batch, int features) {
    return Tensor.rand(random, steps, batch, features);
  }

  private static String failure(Lift lift, Tensor xs) {
    String inference =
        String.valueOf(
            assertThrows(ArithmeticException.class, () -> lift.forward(xs)).getMessage());
    try (Scope scope = new Scope(new Workspace())) {
      var e = assertThrows(ArithmeticException.class, () -> lift.forward(scope.enter(xs)));
      assertEquals(inference, e.getMessage());
    }
    try (Tape tape = new Tape(new Workspace())) {
      var e = assertThrows(ArithmeticException.class, () -> lift.forward(tape.enter(xs)));
      assertEquals(inference, e.getMessage());
    }
    return inference;
  }

  @Test
  void aNumberInTheInputIsNamedWhateverTheStep() {
    for (int at : new int[] {0, 13, 29}) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        Tensor xs = input(30, 4, 6);
        xs.data()[(at * 4 + 2) * 6 + 5] = bad;
        SequentialState network = network();
        for (Lift lift :
            List.of(
                Lift.of(network), Lift.of(network).checkpointEvery(5),
                Lift.of(network).checkpointed(), Lift.of(network).truncateEvery(7))) {
          String message = failure(lift, xs);
          assertTrue(
              message.startsWith("module 1, lif(v_th = 0.2, dt = 0.001): expected a finite "),
              message);
          assertTrue(message.contains(" steps, got ") && message.contains(" at [2, "), message);
          assertTrue(
              message.endsWith("; the input has a " + bad + " at [" + at + ", 2, 5]"), message);
        }
      }
    }
  }

  @Test
  void aParameterIsNamed() {
    SequentialState network = network();
    Arrays.fill(network.parameters().get(2).data(), 9, 18, Float.NaN);
    Tensor xs = Tensor.full(5f, 30, 4, 6);
    String message = failure(Lift.of(network), xs);
    assertTrue(message.startsWith("module 3, li(dt = 0.001): expected a finite v after"), message);
    assertTrue(message.endsWith("; parameter weight[3, 9] has a NaN at [1, 0]"), message);
  }

  @Test
  void neuronsThatDivergeAreNamed() {
    Neuron unstable =
        Neuron.parse(
            """
            model unstable
            state v = 1
            input x
            v = v * v + x
            output v
            """);
    String message = failure(Lift.of(unstable.cell()), Tensor.full(2f, 30, 1, 3));
    assertTrue(
        message.startsWith(
            "unstable(dt = 0.001): expected a finite v after 30 steps, got Infinity"),
        message);
    assertTrue(message.contains("the neurons themselves diverge"), message);
  }

  @Test
  void everyKindOfNeuronIsWatched() {
    RecurrentWeights weights = RecurrentWeights.random(random, 6, 5, false);
    for (Cell cell :
        List.of(
            new Lif().cell(),
            new Lsnn().cell(),
            new LifRefrac().cell(),
            new Izhikevich().cell(),
            new Lif().recurrentCell(weights),
            new Lsnn().recurrentCell(weights))) {
      Tensor xs = input(9, 4, 6);
      xs.data()[4 * 24 + 7] = Float.NaN;
      String message = failure(Lift.of(cell), xs);
      assertTrue(message.endsWith("; the input has a NaN at [4, 1, 1]"), message);
    }
  }

  @Test
  void modulesInsideModulesAreNamed() {
    RecurrentSequential inner =
        new RecurrentSequential(new Linear(random, 6, 6, true), new Lif().cell());
    Tensor xs = input(5, 2, 6);
    xs.data()[0] = Float.NaN;
    String message = failure(Lift.of(new SequentialState(new Relu(), inner)), xs);
    assertTrue(message.startsWith("module 1, module 1, lif(dt = 0.001): expected"), message);
  }

  @Test
  void populationsOfMoreThanABlockAreWatched() {
    for (int bad : new int[] {0, 32_767, 32_768, 99_999}) {
      Tensor xs = Tensor.zeros(2, 1, 100_000);
      xs.data()[bad] = Float.NaN;
      String message = failure(Lift.of(new Lif().cell()), xs);
      assertTrue(message.contains("at [0, " + bad + "]"), message);
    }
  }

  @Test
  void singleStepsRefuseTheInputAndKeepTheState() {
    for (StatefulLayer layer : List.of(network(), new Lif().with("v_th", 0.2).cell())) {
      Tensor x = input(1, 4, 6).reshape(4, 6);
      var state = layer.step(x, null).state();
      var expected = layer.step(x, state.copy()).output().toArray();
      Tensor bad = x.copy();
      bad.data()[8] = Float.NaN;
      assertEquals(
          "input: expected finite numbers, got NaN at [1, 2]",
          refused(() -> layer.step(bad, state)));
      SameBits.assertSame("output", expected, layer.step(x, state).output().toArray());
    }
  }

  @Test
  void aStateToStartFromIsWatched() {
    NeuronState state = new Lif().cell().initialState(4, 6);
    state.column("v")[3] = Float.NaN;
    var e =
        assertThrows(
            ArithmeticException.class, () -> Lift.of(new Lif().cell()).run(input(5, 4, 6), state));
    assertTrue(String.valueOf(e.getMessage()).contains("start from a state"), e.getMessage());
  }
}
