package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @Test
  void tensorsEndWithTheirScope() {
    Tensor outside = normal(1, 4, 3, 2, 2);
    List<Tensor> tensors = new ArrayList<>();
    Tensor kept;
    try (Scope scope = new Scope(new Workspace())) {
      Tensor x = scope.enter(outside);
      tensors.add(x);
      tensors.add(x.scale(2f));
      tensors.add(x.reshape(4, 12));
      tensors.add(x.channelsLast());
      tensors.add(x.channelsLast().reshape(2, 24));
      tensors.add(x.rows(1, 2));
      tensors.add(new Flatten().forward(x));
      tensors.add(Lift.of(new Linear(12, 5)).forward(x.reshape(2, 2, 12)));
      kept = x.scale(2f).copy();
    }
    for (Tensor tensor : tensors) {
      var e = assertThrows(IllegalStateException.class, tensor::data, tensor.toString());
      assertEquals(
          "tensor "
              + Shape.text(tensor.shape())
              + ": its scope is closed; copy() keeps a tensor longer",
          e.getMessage());
      assertThrows(IllegalStateException.class, tensor::toArray);
      assertThrows(IllegalStateException.class, () -> tensor.scale(2f));
      assertThrows(IllegalStateException.class, tensor::copy);
      assertThrows(IllegalStateException.class, tensor::gradient);
    }
    assertArrayEquals(outside.scale(2f).toArray(), kept.toArray());
    assertEquals(normal(1, 4, 3, 2, 2).get(3, 2, 1, 1), outside.get(3, 2, 1, 1));
  }

  @Test
  void watchedTensorsEndWithTheirTape() {
    Tensor x;
    try (Tape tape = new Tape()) {
      x = tape.watch(normal(1, 3));
      tape.backward(x.sum());
      assertArrayEquals(new float[] {1f, 1f, 1f}, gradient(x));
    }
    assertThrows(IllegalStateException.class, x::data);
    assertThrows(IllegalStateException.class, x::gradient);
  }

  private static float[] gradient(Tensor x) {
    Tensor gradient = x.gradient();
    return gradient == null ? new float[0] : gradient.toArray();
  }

  @Test
  void statesEndWithTheirScope() {
    NeuronState state;
    NeuronState copy;
    try (Scope scope = new Scope(new Workspace())) {
      state = (NeuronState) new Lif().cell().step(scope.enter(normal(1, 2, 3)), null).state();
      copy = state.copy();
    }
    for (String name : state.names()) {
      var e = assertThrows(IllegalStateException.class, () -> state.column(name));
      assertEquals("state: its scope is closed; copy() keeps a state longer", e.getMessage());
      assertThrows(IllegalStateException.class, () -> state.get(name));
      assertThrows(IllegalStateException.class, () -> state.set(name, Tensor.zeros(2, 3)));
      assertEquals(6, copy.column(name).length);
    }
    assertThrows(IllegalStateException.class, state::copy);
    assertThrows(
        IllegalStateException.class, () -> new Lif().cell().step(Tensor.zeros(2, 3), state));
  }

  @Test
  void aWorkspaceServesOneScopeAtATime() {
    Workspace workspace = new Workspace();
    try (Scope first = new Scope(workspace)) {
      var e = assertThrows(IllegalStateException.class, () -> new Tape(workspace));
      assertEquals(
          "workspace: expected no open scope, got one; close it first or use another workspace",
          e.getMessage());
      assertThrows(IllegalStateException.class, () -> new Scope(workspace));
      // the refusal changed nothing
      assertEquals(6f, first.enter(Tensor.full(3f, 1)).scale(2f).item());
    }
    try (Scope next = new Scope(workspace)) {
      assertEquals(8f, next.enter(Tensor.full(4f, 1)).scale(2f).item());
    }
  }

  @Test
  void aClosedScopeTakesNothingIn() {
    Workspace workspace = new Workspace();
    Scope scope = new Scope(workspace);
    scope.close();
    assertThrows(IllegalStateException.class, () -> scope.enter(Tensor.zeros(1)));
    assertThrows(IllegalStateException.class, () -> scope.tensor(1));
    // closing twice does not close the next one
    try (Scope next = new Scope(workspace)) {
      scope.close();
      assertEquals(2f, next.enter(Tensor.full(1f, 1)).scale(2f).item());
      assertThrows(IllegalStateException.class, () -> new Scope(workspace));
    }
  }

  @Test
  void anInnerScopeEndsFirstAndAlone() {
    Workspace workspace = new Workspace();
    Tape closed;
    NeuronState kept;
    try (Tape tape = new Tape(workspace)) {
      closed = tape;
      Tensor x = tape.watch(normal(1, 5));
      Tensor before = x.scale(2f);
      Tensor inside;
      NeuronState state;
      try (Scope inner = tape.inner()) {
        inside = inner.enter(x).scale(3f);
        state = (NeuronState) new Lif().cell().step(inside, null).state();
        kept = state.copy(tape);
        var e = assertThrows(IllegalStateException.class, tape::inner);
        assertEquals("scope: expected no open scope inside, got one", e.getMessage());
        e = assertThrows(IllegalStateException.class, () -> before.scale(2f));
        assertTrue(String.valueOf(e.getMessage()).startsWith("tape: expected no operation"));
        assertThrows(IllegalStateException.class, () -> new Scope(workspace));
      }
      assertThrows(IllegalStateException.class, inside::data);
      assertThrows(IllegalStateException.class, () -> state.column("v"));
      assertEquals(5, kept.column("v").length);
      tape.backward(before.sum());
      assertArrayEquals(new float[] {2f, 2f, 2f, 2f, 2f}, gradient(x));
    }
    assertThrows(IllegalStateException.class, closed::inner);
    assertThrows(IllegalStateException.class, () -> kept.column("v"));
  }

  @Test
  void releaseEndsOnlyWhatNobodyKeeps() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 5));
      Tensor plain = x.scale(2f);
      Tensor factor = x.scale(3f);
      Tensor base = x.scale(4f);
      Tensor product = plain.scale(1f).multiply(factor);
      Tensor view = base.reshape(5, 1);
      tape.release(plain);
      tape.release(factor);
      tape.release(base);
      tape.release(view);
      assertThrows(IllegalStateException.class, plain::data);
      assertEquals(5, factor.data().length);
      assertEquals(5, view.data().length);
      tape.backward(product.add(view.reshape(5)).sum());
      assertEquals(5, gradient(x).length);
    }
  }

  /** What a training step takes from the workspace it gives back. */
  @Test
  void memoryIsConstantFromTheSecondStepOn() {
    var model =
        new SequentialState(
            new Conv2d(1, 3, 3),
            new Lif().cell(),
            new MaxPool2d(2),
            new Dropout(0.25f),
            new Flatten(),
            new Linear(27, 10),
            new Li().cell());
    Workspace workspace = new Workspace();
    Adam adam = new Adam(model.parameters(), 1e-3);
    Tensor x = normal(1, 6, 4, 1, 8, 8);
    long afterFirst = 0;
    for (int step = 0; step < 4; step++) {
      try (Tape tape = new Tape(workspace)) {
        Tensor scores = Lift.of(model).forward(tape.watch(x)).maxOverTime();
        tape.backward(Losses.crossEntropy(scores, new int[] {1, 2, 3, 4}));
      }
      adam.step();
      if (step == 0) {
        afterFirst = workspace.allocatedBytes();
        assertTrue(afterFirst > 0);
      }
      assertEquals(afterFirst, workspace.allocatedBytes(), "step " + step);
    }
    long afterTraining = 0;
    for (int call = 0; call < 3; call++) {
      try (Scope scope = new Scope(workspace)) {
        Lift.of(model).forward(scope.enter(x)).maxOverTime();
      }
      if (call == 0) {
        afterTraining = workspace.allocatedBytes();
      }
      assertEquals(afterTraining, workspace.allocatedBytes(), "inference " + call);
    }
  }

  @Test
  void whatIsComputedOutsideAnyScopeIsOrdinary() {
    assertNull(Scope.of(Tensor.zeros(1)).tape());
    assertArrayEquals(new float[] {2f}, Tensor.full(1f, 1).scale(2f).toArray());
  }
}
