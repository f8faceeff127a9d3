package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.cell.ConnectedCell;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Each call that neurons refuse, in their words, and that nothing has changed after it. */
class NeuronRefusalsTest {
  private static final String TWO =
      "model two\nstate v = 0\ninput a, b\nv = v + a - b\nz = spike(v - 1)\noutput z";
  private static final String THREE =
      "model three\nstate v = 0\ninput a, b, c\nv = a + b + c\noutput v";

  /** A rejected call leaves the state as it was, bit for bit. */
  private static void assertRefused(String message, NeuronState state, Executable call) {
    NeuronState before = state.copy();
    assertEquals(message, refused(call));
    for (String name : before.names()) {
      assertSame(name, before.get(name).toArray(), state.get(name).toArray());
    }
  }

  private static NeuronState used(Cell cell, int... shape) {
    NeuronState state = cell.initialState(shape);
    for (float[] column : state.columns()) {
      Arrays.fill(column, 0.25f);
    }
    return state;
  }

  @Test
  void parametersThatAreNot() {
    String none =
        "lif: expected one of the parameters [tau_syn_inv, tau_mem_inv, v_leak, v_th,"
            + " v_reset], got 'tau'";
    assertEquals(none, refused(() -> new Lif().with("tau", 1)));
    assertEquals(none, refused(() -> new Lif().with("tau", Tensor.zeros(1))));
    assertEquals(none, refused(() -> new Lif().learn("v_th", "tau")));
    assertEquals(
        "lif: expected finite values of v_th, got Infinity",
        refused(() -> new Lif().with("v_th", Tensor.full(Float.POSITIVE_INFINITY, 2))));
    assertEquals(
        "lif: expected at least one value of v_th, got shape [0]",
        refused(() -> new Lif().with("v_th", Tensor.zeros(0))));
    assertEquals(
        "lif: expected tau_mem_inv > 0, got {tau_mem_inv=0.0}",
        refused(() -> new Lif().with("tau_mem_inv", 0).recurrent(2, 2)));
    assertEquals(
        "alpha: expected a number >= 0, got NaN",
        refused(() -> new Lif().surrogate(Surrogate.SUPER, Float.NaN)));
    assertEquals(
        "dt: expected a positive number, got Infinity",
        refused(() -> new Lif().dt(Double.POSITIVE_INFINITY)));
  }

  @Test
  void couplingsThatDoNotFit() {
    assertEquals(
        "lif: expected neurons with coupled compartments, got others",
        refused(() -> new Lif().coupling(Tensor.zeros(2, 2))));
    assertEquals(
        "coupling: expected [neurons, neurons], got shape [2, 3]",
        refused(() -> LifMc.of(Tensor.zeros(2, 3))));
    assertEquals(
        "coupling: expected [neurons, neurons], got shape [4]",
        refused(() -> LifMc.of(Tensor.zeros(4))));
    assertEquals(
        "lif_mc: expected a coupling matrix, got none; give one with coupling(...)",
        refused(() -> new LifMc().cell()));
    assertEquals(
        "g_coupling: expected shape [3, 3], got [2, 2]",
        refused(() -> LifMc.of(Tensor.zeros(2, 2)).recurrent(5, 3)));
    NeuronCell cell = LifMc.of(Tensor.zeros(3, 3)).cell();
    NeuronState state = used(cell, 2, 3);
    String shape =
        "lif_mc: expected input [steps * batch, 3], as the coupling matrix has it, got shape ";
    assertRefused(shape + "[2, 4]", state, () -> cell.step(Tensor.zeros(2, 4), state));
    assertRefused(shape + "[2, 1, 3]", state, () -> cell.step(Tensor.zeros(2, 1, 3), state));
    assertRefused(
        "lif_mc: expected input [steps * batch, ...] with 2 steps, got shape [3, 3]",
        state,
        () -> cell.run(Tensor.zeros(3, 3), 2, state));
    assertRefused(
        "lif_mc: expected state of shape [4, 3], got [2, 3]",
        state,
        () -> cell.step(Tensor.zeros(4, 3), state));
  }

  @Test
  void inputsThatDoNotFitACell() {
    NeuronCell cell = new Lif().with("v_th", Tensor.full(0.5f, 3)).cell();
    NeuronState state = used(cell, 2, 3);
    assertRefused(
        "lif: expected input [steps * batch, ...] with 3 steps, got shape [4, 3]",
        state,
        () -> cell.run(Tensor.zeros(4, 3), 3, state));
    assertRefused(
        "lif: expected input [steps * batch, ...] with 0 steps, got shape [4, 3]",
        state,
        () -> cell.run(Tensor.zeros(4, 3), 0, state));
    assertRefused(
        "lif: expected state of shape [4, 3], got [2, 3]",
        state,
        () -> cell.step(Tensor.zeros(4, 3), state));
    NeuronState wide = used(cell, 2, 3);
    NeuronState other = NeuronState.zeros(List.of("v", "i"), 2, 4);
    assertRefused(
        "v_th: expected a shape that broadcasts to [4], got [3]",
        other,
        () -> cell.step(Tensor.zeros(2, 4), other));
    assertEquals(
        "v_th: expected a shape that broadcasts to [4], got [3]",
        refused(() -> cell.initialState(2, 4)));
    assertRefused(
        "lif: expected state with variables [v, i], got [z, v, i]",
        wide,
        () -> cell.step(Tensor.zeros(2, 3), NeuronState.zeros(List.of("z", "v", "i"), 2, 3)));
    assertTrue(
        refused(() -> cell.step(Tensor.zeros(2, 3), new Foreign()))
            .startsWith("lif: expected a state of neurons, got "));
  }

  private static final class Foreign implements State {
    @Override
    public State copy() {
      return this;
    }
  }

  @Test
  void inputsOfANumberThatIsNotTheEquations() {
    NeuronCell cell = Neuron.parse(TWO).cell();
    NeuronState state = used(cell, 2, 3);
    Tensor x = Tensor.zeros(2, 3);
    assertRefused(
        "two: expected inputs [a, b], got 1; behind(...) gives each a connection, run(List, ...) its"
            + " currents",
        state,
        () -> cell.step(x, state));
    assertEquals(
        "two: expected connections for [a, b], got 1",
        refused(() -> cell.behind(new Linear(4, 3))));
    ConnectedCell uneven = cell.behind(new Linear(3, 3), new Linear(3, 4));
    assertRefused(
        "two: input: expected shape [2, 3], got [2, 4]", state, () -> uneven.step(x, state));
    ConnectedCell other = cell.behind(new Linear(4, 3), new Linear(4, 3));
    assertRefused(
        "Linear: expected input [..., 4], got shape [2, 3]", state, () -> other.step(x, state));
    assertRefused("two: expected inputs [a, b], got 0", state, () -> cell.run(List.of(), 1, state));
    assertRefused(
        "two: input: expected shape [2, 3], got [2, 4]",
        state,
        () -> cell.run(List.of(x, Tensor.zeros(2, 4)), 1, state));
    assertEquals(
        "three: expected one input, or an exciting and an inhibiting one, got [a, b, c]",
        refused(() -> Neuron.parse(THREE).recurrent(2, 2)));
  }

  @Test
  void weightsThatDoNotFit() {
    assertEquals(
        "input weights: expected [hidden, inputs], got shape [3]",
        refused(() -> new RecurrentWeights(Tensor.zeros(3), Tensor.zeros(3, 3), true)));
    assertEquals(
        "recurrent weights: expected shape [3, 3], got [3, 2]",
        refused(() -> new RecurrentWeights(Tensor.zeros(3, 2), Tensor.zeros(3, 2), true)));
  }

  @Test
  void inputsThatDoNotFitRecurrentNeurons() {
    RecurrentCell cell = new Lif().with("v_th", Tensor.full(0.5f, 4)).recurrentCell(3, 4);
    NeuronState state = used(cell, 2, 4);
    String expected = "lif: expected input [steps * batch, 3] with ";
    assertRefused(
        expected + "1 steps, got shape [2, 4]", state, () -> cell.step(Tensor.zeros(2, 4), state));
    assertRefused(
        expected + "1 steps, got shape [2, 1, 3]",
        state,
        () -> cell.step(Tensor.zeros(2, 1, 3), state));
    assertRefused(
        expected + "3 steps, got shape [2, 3]",
        state,
        () -> cell.run(Tensor.zeros(2, 3), 3, state));
    assertRefused(
        expected + "0 steps, got shape [2, 3]",
        state,
        () -> cell.run(Tensor.zeros(2, 3), 0, state));
    assertRefused(
        "lif: expected state of shape [4, 4], got [2, 4]",
        state,
        () -> cell.step(Tensor.zeros(4, 3), state));
    assertRefused(
        "lif: expected state with variables [z, v, i], got [v, i]",
        state,
        () -> cell.step(Tensor.zeros(2, 3), NeuronState.zeros(List.of("v", "i"), 2, 4)));
    assertTrue(
        refused(() -> cell.step(Tensor.zeros(2, 3), new Foreign()))
            .startsWith("lif: expected a state of neurons, got "));
    RecurrentCell misfit = new Lif().with("v_th", Tensor.full(0.5f, 5)).recurrentCell(3, 4);
    assertRefused(
        "v_th: expected a shape that broadcasts to [4], got [5]",
        state,
        () -> misfit.step(Tensor.zeros(2, 3), state));
  }

  @Test
  void sequencesOfNothing() {
    NeuronLayer layer = new Lif().layer();
    NeuronState state = used(layer.cell(), 2, 3);
    String expected = "sequence: expected [time, batch, ...] with at least one step, got shape ";
    assertRefused(expected + "[0, 2, 3]", state, () -> layer.run(Tensor.zeros(0, 2, 3), state));
    assertRefused(
        expected + "[0, 2, 3]", state, () -> layer.recordStates(Tensor.zeros(0, 2, 3), state));
    assertRefused(expected + "[3]", state, () -> layer.recordStates(Tensor.zeros(3), state));
    assertEquals(
        expected + "[0, 2, 3]", refused(() -> layer.recordStates(Tensor.zeros(0, 2, 3), null)));
  }

  /** Adjoint equations tell weights their gradient by the synaptic current. */
  @Test
  void adjointEquationsWithoutACurrentDoNotTeachWeights() {
    Neuron neuron =
        Neuron.parse(
                "model bare\nstate v = 0\ninput x\nv = v + x\noutput v\nadjoint\ngrad_x = grad_v")
            .gradient(Gradient.ADJOINT);
    assertEquals(
        "bare: expected a state variable i, whose adjoint teaches the weights, got [v]",
        refused(() -> neuron.recurrent(2, 2)));
  }

  /** What is drawn at random goes on as if the rejected call had not been. */
  @Test
  void aRejectedCallDrawsNothing() {
    Neuron random = new LifBox().surrogate(Surrogate.LOGISTIC);
    for (Supplier<Cell> cells :
        List.<Supplier<Cell>>of(random::cell, () -> random.recurrentCell(40, 40))) {
      Cell cell = cells.get();
      Tensor x = Tensor.full(1f, 2, 40);
      NeuronState undisturbed = (NeuronState) cell.step(x, used(cell, 2, 40)).state();
      NeuronState disturbed = undisturbed.copy();
      Neuron wrong = random.with("v_leak", Tensor.zeros(5));
      Cell misfit = cell instanceof NeuronCell ? wrong.cell() : wrong.recurrentCell(40, 40);
      assertEquals(
          "v_leak: expected a shape that broadcasts to [40], got [5]",
          refused(() -> misfit.step(x, disturbed)));
      assertSame(
          "drawn",
          cell.step(x, undisturbed).output().toArray(),
          cell.step(x, disturbed).output().toArray());
    }
  }

  /** Parameters by neuron have nowhere to go, and nothing to wait for. */
  @Test
  void anEmptyBatchIsNotRefused() {
    Neuron neuron = new Lif().with("v_th", Tensor.full(0.5f, 3)).learn("v_th");
    for (NeuronLayer layer : List.of(neuron.layer(), neuron.recurrent(3, 3))) {
      try (Tape tape = new Tape()) {
        Tensor out = layer.forward(tape.watch(Tensor.zeros(2, 0, 3)));
        assertArrayEquals(new int[] {2, 0, 3}, out.shape());
        tape.backward(out.sum());
      }
    }
  }
}
