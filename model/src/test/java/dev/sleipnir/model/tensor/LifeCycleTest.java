package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.optimize.Losses;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What has ended, or belongs elsewhere, is refused: never ignored, never silently wrong. */
class LifeCycleTest {
  private static final RandomStream RANDOM = new RandomStream(1, 2);
  private static final Tensor X = Tensor.randn(RANDOM, 2, 4).scale(3f);

  private static String refused(Executable call) {
    return String.valueOf(assertThrows(IllegalStateException.class, call).getMessage());
  }

  private static void refused(String word, Executable call) {
    String message = refused(call);
    assertTrue(message.contains(word), message);
  }

  private static List<StatefulLayer> layers() {
    RandomStream random = new RandomStream(3, 4);
    return List.of(
        new Lif().cell(),
        new Lif().recurrentCell(4, 4),
        new LifRefrac().cell(),
        LifMc.of(Tensor.randn(random, 4, 4)).cell(),
        new SequentialState(new Lif().cell(), new Linear(random, 4, 4, true), new Li().cell()),
        new SequentialState(new SequentialState(new Linear(4, 4)), new Lif().cell()),
        new RecurrentSequential(new Linear(random, 4, 4, true), new Lif().cell()));
  }

  @Test
  void aConsumedStateIsRefusedByStepsAndCopies() {
    for (StatefulLayer layer : layers()) {
      Step first = layer.step(X, null);
      State kept = first.state().copy();
      float[] second = layer.step(X, first.state()).output().toArray();
      refused("that no step has consumed", () -> layer.step(X, first.state()));
      refused("that no step has consumed", () -> first.state().copy());
      refused("that no step has consumed", () -> Lift.of(layer).run(xs(), first.state()));
      assertSame(layer.toString(), second, layer.step(X, kept).output().toArray());
    }
  }

  private static Tensor xs() {
    return Tensor.concatenate(List.of(X, X)).reshape(2, 2, 4);
  }

  @Test
  void aStateThatWasRefusedForItsShapeIsNotConsumed() {
    for (StatefulLayer layer : layers()) {
      State state = layer.step(X, null).state();
      assertThrows(IllegalArgumentException.class, () -> layer.step(Tensor.zeros(3, 4), state));
      assertNotNull(layer.step(X, state));
    }
  }

  @Test
  void gradientsReachTheStateThatTheTapeStartedFrom() {
    var cell = new Lif().cell();
    NeuronState given = cell.initialState(2, 4);
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(X);
      Step step = cell.step(x, given);
      Step next = cell.step(x, step.state());
      tape.backward(next.output().sum());
      assertNotNull(given.gradient("v"));
    }
  }

  @Test
  void aClosedTapeRecordsNothingAndGoesNoWay() {
    Workspace workspace = new Workspace();
    Linear layer = new Linear(4, 3);
    Tape tape = new Tape(workspace);
    Tensor x = tape.watch(X);
    Tensor y = layer.forward(x);
    Tensor loss = y.sum();
    Tensor view = y.reshape(6);
    Tensor slice = y.slice(0, 1);
    tape.close();
    refused("closed", () -> tape.backward(loss));
    refused("closed", () -> tape.backward());
    refused("closed", () -> tape.enter(X));
    refused("closed", () -> tape.watch(X));
    refused("closed", () -> tape.inner());
    refused("closed", () -> tape.tensor(2));
    refused("closed", () -> layer.forward(x));
    for (Tensor tensor : List.of(x, y, loss, view, slice)) {
      refused("closed", () -> tensor.data());
      refused("closed", () -> tensor.toArray());
      refused("closed", () -> tensor.copy());
      refused("closed", () -> tensor.sum());
      refused("closed", () -> tensor.add(tensor));
      refused("closed", () -> tensor.detach());
    }
    assertNotNull(X.toArray());
  }

  @Test
  void closingATapeTwiceDoesNotTouchTheNext() {
    Workspace workspace = new Workspace();
    Linear layer = new Linear(4, 3);
    Tape first = new Tape(workspace);
    first.close();
    try (Tape second = new Tape(workspace)) {
      Tensor loss = layer.forward(second.enter(X)).sum();
      first.close();
      layer.weight().clearGradient();
      second.backward(loss);
      assertTrue(layer.weight().gradient()[0] != 0);
    }
  }

  @Test
  void aScopeInsideThatIsLeftOpenIsSaidAndLeavesTheWorkspaceUsable() {
    Workspace workspace = new Workspace();
    Scope outer = new Scope(workspace);
    Scope inner = outer.inner();
    Tensor x = inner.enter(X);
    refused("inside", () -> outer.close());
    refused("closed", () -> inner.enter(X));
    refused("closed", () -> x.data());
    inner.close();
    outer.close();
    try (Scope next = new Scope(workspace)) {
      assertEquals(8, next.enter(X).size());
    }
  }

  @Test
  void goingBackwardWithAScopeOpenInsideIsRefused() {
    try (Tape tape = new Tape()) {
      Tensor loss = tape.watch(X).sum();
      try (Scope inner = tape.inner()) {
        assertEquals(8, inner.enter(X).size());
        refused("inside", () -> tape.backward(loss));
      }
      tape.backward(loss);
    }
  }

  @Test
  void aSecondThreadIsRefused() throws Exception {
    Workspace workspace = new Workspace();
    Linear layer = new Linear(4, 3);
    try (Scope scope = new Scope(workspace)) {
      Tensor x = scope.enter(X);
      for (Executable call :
          List.<Executable>of(
              () -> scope.enter(X),
              () -> layer.forward(x),
              () -> x.add(x),
              scope::close,
              () -> new Scope(workspace))) {
        String message = inAnotherThread(() -> refused(call));
        assertTrue(message.startsWith("workspace: expected"), message);
      }
      assertEquals(6, layer.forward(x).size());
    }
    // One after the other is fine.
    assertEquals(
        8,
        inAnotherThread(
            () -> {
              try (Scope scope = new Scope(workspace)) {
                return scope.enter(X).size();
              }
            }));
  }

  private static <T> T inAnotherThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "another");
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  @Test
  void tensorsOfTwoTapesDoNotMix() {
    var cell = new Lif().cell();
    try (Tape a = new Tape();
        Tape b = new Tape()) {
      Tensor x = a.watch(X);
      Tensor y = b.watch(X);
      refused("another scope", () -> x.add(y));
      refused("another scope", () -> x.subtract(y));
      refused("another scope", () -> x.multiply(y));
      refused("another scope", () -> Tensor.concatenate(List.of(x, y)));
      refused("another scope", () -> Losses.meanSquaredError(x, y));
      State state = cell.step(x, null).state();
      refused("another scope", () -> cell.step(y, state));
      refused("belongs to none", () -> cell.step(X, state));
      assertNotNull(cell.step(x, state));
      // What belongs to none goes with any.
      assertNotNull(x.add(X));
      assertNotNull(Tensor.concatenate(List.of(X, y)));
    }
  }

  @Test
  void statesOfOtherNetworksAndBatchesAreRefused() {
    for (StatefulLayer layer : layers()) {
      State state = layer.step(X, null).state();
      for (StatefulLayer other : layers()) {
        if (!other.toString().equals(layer.toString())
            && !(other.toString() + layer).contains("lif_mc")) {
          assertThrows(IllegalArgumentException.class, () -> other.step(X, state), other + "");
        }
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> layer.step(Tensor.zeros(1, 4), state),
          layer::toString);
    }
  }

  @Test
  void whatIsReadAfterItsScopeIsRefused() {
    Workspace workspace = new Workspace();
    var cell = new Lif().cell();
    State state;
    Tensor spikes;
    try (Scope scope = new Scope(workspace)) {
      Step step = cell.step(scope.enter(X), null);
      state = step.state();
      spikes = step.output();
    }
    refused("closed", () -> cell.step(X, state));
    refused("closed", () -> state.copy());
    refused("closed", () -> ((NeuronState) state).get("v"));
    refused("closed", () -> spikes.data());
    refused("closed", () -> spikes.asSpikes(1));
    refused("", () -> spikes.bits());
    try (Scope scope = new Scope(workspace)) {
      refused("closed", () -> cell.step(scope.enter(X), state));
    }
  }
}
