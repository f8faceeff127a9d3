package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stateful layer that refuses an input leaves the state as it was. */
class RefusedShapesTest {
  private static StatefulLayer cell(String name) {
    return name.equals("lif") ? new Lif().cell() : new Li().cell();
  }

  private static List<float[]> columns(NeuronState state) {
    return List.of(state.get("v").toArray(), state.get("i").toArray());
  }

  private static void assertColumns(List<float[]> expected, NeuronState state) {
    assertArrayEquals(expected.get(0), state.get("v").toArray());
    assertArrayEquals(expected.get(1), state.get("i").toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lif", "li"})
  void neurons(String name) {
    StatefulLayer cell = cell(name);
    NeuronState state = (NeuronState) cell.step(normal(1, 2, 3), null).state();
    List<float[]> before = columns(state);
    assertEquals(
        name + ": expected state of shape [2, 4], got [2, 3]",
        refused(() -> cell.step(Tensor.zeros(2, 4), state)));
    assertEquals(
        name + ": expected state of shape [6], got [2, 3]",
        refused(() -> cell.step(Tensor.zeros(6), state)));
    assertEquals(
        name + ": expected input [steps * batch, ...] with 2 steps, got shape [3, 3]",
        refused(() -> cell.run(Tensor.zeros(3, 3), 2, state)));
    assertEquals(
        name + ": expected input [steps * batch, ...] with 0 steps, got shape [2, 3]",
        refused(() -> cell.run(Tensor.zeros(2, 3), 0, state)));
    assertEquals(
        name + ": expected input [steps * batch, ...] with 1 steps, got shape []",
        refused(() -> cell.step(Tensor.zeros(), state)));
    assertColumns(before, state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lif", "li"})
  void statesOfAnotherKind(String name) {
    StatefulLayer cell = cell(name);
    NeuronState adaptive = NeuronState.zeros(List.of("v", "i", "b"), 2, 3);
    assertEquals(
        name + ": expected state with variables [v, i], got [v, i, b]",
        refused(() -> cell.step(Tensor.zeros(2, 3), adaptive)));
    State sequence = new SequentialState(cell).step(Tensor.zeros(2, 3), null).state();
    assertEquals(
        name + ": expected a state of neurons, got state of 1 modules",
        refused(() -> cell.step(Tensor.zeros(2, 3), sequence)));
  }

  @Test
  void sequences() {
    var model =
        new SequentialState(new Linear(4, 3), new Lif().cell(), new Linear(3, 2), new Li().cell());
    State state = model.step(normal(1, 2, 4), null).state();
    List<List<float[]>> before = new ArrayList<>();
    for (int m : new int[] {1, 3}) {
      before.add(columns(neurons(model, state, m)));
    }
    assertEquals(
        "Linear: expected input [..., 4], got shape [2, 5]",
        refused(() -> model.step(Tensor.zeros(2, 5), state)));
    assertEquals(
        "lif: expected state of shape [3, 3], got [2, 3]",
        refused(() -> model.step(Tensor.zeros(3, 4), state)));
    String other =
        refused(() -> model.step(Tensor.zeros(2, 4), new Lif().cell().initialState(2, 4)));
    assertTrue(
        other.startsWith("SequentialState: expected a state of its 4 modules, got NeuronState"),
        other);
    assertColumns(before.get(0), neurons(model, state, 1));
    assertColumns(before.get(1), neurons(model, state, 3));
  }

  private static NeuronState neurons(SequentialState model, State state, int module) {
    State of = model.stateOf(state, module);
    assertNotNull(of);
    return (NeuronState) of;
  }
}
