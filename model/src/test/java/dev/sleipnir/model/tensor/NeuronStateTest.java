package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.neuron.Lif;
import java.util.List;
import org.junit.jupiter.api.Test;

class NeuronStateTest {
  @Test
  void columnsAreReadAndWrittenByName() {
    NeuronState state = NeuronState.zeros(List.of("v", "i"), 2, 3);
    Tensor v = normal(1, 2, 3);
    state.set("v", v);
    assertArrayEquals(v.data(), state.get("v").data());
    assertArrayEquals(new float[6], state.get("i").data());
    assertEquals(6, state.size());
    assertArrayEquals(new int[] {2, 3}, state.shape());
    assertEquals(
        "state: expected one of [v, i], got 'w'",
        assertThrows(IllegalArgumentException.class, () -> state.get("w")).getMessage());
    assertEquals(
        "state v: expected shape [2, 3], got [3, 2]",
        assertThrows(IllegalArgumentException.class, () -> state.set("v", Tensor.zeros(3, 2)))
            .getMessage());
    assertArrayEquals(v.data(), state.get("v").data());
  }

  @Test
  void aCopyIsIndependent() {
    NeuronState state = new Lif().cell().initialState(2, 3);
    state.set("v", normal(1, 2, 3));
    NeuronState copy = state.copy();
    float[] before = copy.get("v").toArray();
    new Lif().cell().step(Tensor.full(1f, 2, 3), state);
    assertArrayEquals(before, copy.get("v").toArray());
    assertArrayEquals(new float[6], copy.get("i").toArray());
    copy.column("i")[0] = 5f;
    assertEquals(0.8f, state.column("i")[0]);
  }

  @Test
  void aStateIsReadInRowMajorOrder() {
    Tensor x = normal(1, 2, 3, 2, 2);
    NeuronState first = (NeuronState) new Lif().cell().step(x, null).state();
    NeuronState last = (NeuronState) new Lif().cell().step(x.channelsLast(), null).state();
    assertArrayEquals(first.get("v").data(), last.get("v").data());
    assertArrayEquals(first.get("i").data(), last.copy().get("i").data());
    last.set("v", x);
    assertArrayEquals(x.data(), last.get("v").data());
    // an input in the other order is brought into the state's
    NeuronState same = first.copy();
    assertArrayEquals(
        new Lif().cell().step(x, first).output().toArray(),
        new Lif().cell().step(x.channelsLast(), same).output().toArray());
    assertArrayEquals(first.get("v").data(), same.get("v").data());
  }

  @Test
  void gradientsLiveAsLongAsTheTape() {
    NeuronCell cell = new Lif().cell();
    NeuronState state = cell.initialState(1, 2);
    try (Tape tape = new Tape()) {
      Tensor z = cell.step(tape.enter(Tensor.full(0.5f, 1, 2)), state).output();
      assertNull(state.gradient("v"));
      assertFalse(state.hasGradient());
      assertEquals(
          "gradient of v: expected shape [1, 2], got [2]",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> state.setFinalGradient("v", Tensor.zeros(2), tape))
              .getMessage());
      state.setFinalGradient("i", Tensor.full(1f, 1, 2), tape);
      tape.backward(z, Tensor.zeros(1, 2));
      Tensor gradient = state.gradient("i");
      assertNotNull(gradient);
      assertArrayEquals(new float[] {0.8f, 0.8f}, gradient.toArray());
    }
    assertNull(state.gradient("i"));
  }
}
