package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints change the memory a training step takes, and no bit of its results. */
class CheckpointsTest {
  @ParameterizedTest
  @EnumSource(LiftCase.class)
  void gradientsHaveTheBitsOfThoseWithoutCheckpoints(LiftCase example) {
    Workspace workspace = new Workspace();
    List<float[]> expected = example.train(22, 9, workspace, Lift::of);
    assertTrue(nonZero(expected) > 0.7 * expected.size(), nonZero(expected) + " not 0");
    for (int every : new int[] {1, 4, 7, 12, 21, 100}) {
      List<float[]> actual =
          example.train(22, 9, workspace, module -> Lift.of(module).checkpointEvery(every));
      assertSame("checkpoints every " + every + ", result", expected, actual);
    }
    assertSame(
        "checkpointed, result",
        expected,
        example.train(22, 9, workspace, module -> Lift.of(module).checkpointed()));
  }

  @ParameterizedTest
  @EnumSource(LiftCase.class)
  void truncatedGradientsAreTheSameToo(LiftCase example) {
    Workspace workspace = new Workspace();
    for (int truncate : new int[] {1, 4, 6}) {
      List<float[]> expected =
          example.train(22, 9, workspace, module -> Lift.of(module).truncateEvery(truncate));
      for (int every : new int[] {1, 5, 12}) {
        List<float[]> actual =
            example.train(
                22,
                9,
                workspace,
                module -> Lift.of(module).truncateEvery(truncate).checkpointEvery(every));
        assertSame("truncated every " + truncate + ", result", expected, actual);
      }
    }
  }

  private static long nonZero(List<float[]> results) {
    return results.stream()
        .filter(result -> IntStream.range(0, result.length).anyMatch(i -> result[i] != 0))
        .count();
  }

  /** A sequence lifted inside a module that is lifted with checkpoints itself. */
  @Test
  void checkpointsMayBeNested() {
    var inner = new SequentialState(new Linear(6, 6), new Lif().with("v_th", 0.1).cell());
    StatefulLayer outer =
        new StatefulLayer() {
          @Override
          public List<Parameter> parameters() {
            return inner.parameters();
          }

          @Override
          public Step run(Tensor x, int steps, @Nullable State state) {
            Step step =
                Lift.of(inner).checkpointEvery(1).run(x.reshape(steps, x.dim(0) / steps, 6), state);
            return new Step(step.output().reshape(x.dim(0), 6), step.state());
          }
        };
    Tensor xs = normal(1, 24, 32, 6);
    float[][] results = new float[2][];
    for (int c = 0; c < 2; c++) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.watch(xs);
        Lift lift = c == 0 ? Lift.of(inner) : Lift.of(outer).checkpointEvery(8);
        Tensor out = lift.forward(x);
        tape.backward(out, normal(2, out.shape()));
        results[c] = LiftCase.gradient(x);
      }
    }
    assertSame("gradient", results[0], results[1]);
  }

  @Test
  void aLossOfTheLastStateAloneReachesTheFirst() {
    float[][] results = new float[2][];
    for (int c = 0; c < 2; c++) {
      RandomStream random = new RandomStream(1);
      var model =
          new SequentialState(
              new Linear(random, 6, 6, true), new Lif().cell(), new Linear(random, 6, 2, true));
      try (Tape tape = new Tape()) {
        Tensor x = tape.watch(normal(1, 16, 64, 6));
        Lift lift = Lift.of(model);
        Step end = (c == 0 ? lift : lift.checkpointEvery(4)).run(x, null);
        NeuronState neurons = StateLeaves.of(end.state()).neurons().getFirst();
        tape.backward(neurons.snapshot("v", tape).sum());
        results[c] = LiftCase.gradient(x);
      }
      // nothing came to the layer behind the neurons, and nothing was added to its gradient
      assertSame("gradient behind", new float[12], model.parameters().get(2).gradient());
    }
    assertTrue(results[0].length > 0);
    assertSame("gradient", results[0], results[1]);
  }

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
            new RecurrentSequential(new Linear(10, 10), new Lif().cell()),
            new Li().cell());
    Workspace workspace = new Workspace();
    Adam adam = new Adam(model.parameters(), 1e-3);
    int[] labels = new int[64];
    Tensor x = normal(1, 24, 64, 1, 8, 8);
    long afterFirst = 0;
    for (int step = 0; step < 4; step++) {
      try (Tape tape = new Tape(workspace)) {
        Lift lift = Lift.of(model).checkpointEvery(8);
        tape.backward(Losses.crossEntropy(lift.forward(tape.watch(x)).maxOverTime(), labels));
      }
      adam.step();
      afterFirst = step == 0 ? workspace.allocatedBytes() : afterFirst;
      assertEquals(afterFirst, workspace.allocatedBytes(), "step " + step);
    }
  }

  @Test
  void aParameterEditedSinceTheForwardPassIsRefused() {
    Linear linear = new Linear(6, 6);
    var model = new SequentialState(linear, new Lif().cell());
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 16, 64, 6));
      Tensor loss = Lift.of(model).checkpointEvery(4).forward(x).sum();
      linear.weight().edited("a rule");
      var e = assertThrows(IllegalStateException.class, () -> tape.backward(loss));
      assertTrue(String.valueOf(e.getMessage()).contains("but a rule edited it since"));
      assertNull(x.gradient());
    }
    assertSame("gradient", new float[36], linear.weight().gradient());
  }

  @Test
  void aParameterEditedInTheForwardPassIsRefused() {
    Linear linear = new Linear(6, 6);
    Layer plastic = edits(linear);
    try (Tape tape = new Tape()) {
      Tensor loss =
          Lift.of(plastic).checkpointEvery(4).forward(tape.enter(normal(1, 16, 64, 6))).sum();
      assertThrows(IllegalStateException.class, () -> tape.backward(loss));
    }
    assertSame("gradient", new float[36], linear.weight().gradient());
  }

  private static Layer edits(Linear linear) {
    return new Layer() {
      @Override
      public List<Parameter> parameters() {
        return linear.parameters();
      }

      @Override
      public Tensor forward(Tensor x) {
        Tensor y = linear.forward(x);
        linear.weight().edited("itself");
        return y;
      }
    };
  }

  /** The error is found before wrong gradients are. */
  @Test
  void aModuleThatComputesSomethingElseTheSecondTimeIsRefused() {
    RandomStream random = new RandomStream(1, 1);
    Layer noisy = x -> x.scale(random.nextFloat());
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 16, 64, 6));
      Tensor loss = Lift.of(noisy).checkpointEvery(8).forward(x).sum();
      var e = assertThrows(IllegalStateException.class, () -> tape.backward(loss));
      assertTrue(String.valueOf(e.getMessage()).contains("in steps 8 to 16"), e.getMessage());
    }
  }

  @Test
  void aModuleThatRecordsOnTheOuterTapeIsRefused() {
    try (Tape tape = new Tape()) {
      Tensor factor = tape.watch(normal(1, 256, 6));
      Layer captured = x -> factor.multiply(x);
      Lift lift = Lift.of(captured).checkpointEvery(4);
      Tensor x = tape.watch(normal(1, 16, 64, 6));
      var e = assertThrows(IllegalStateException.class, () -> lift.forward(x));
      assertTrue(String.valueOf(e.getMessage()).contains("scope is open inside"), e.getMessage());
      // and the tape can be used again
      tape.backward(factor.sum());
    }
  }

  @Test
  void aStateOfOnesOwnHasToSayWhatItIsMadeOf() {
    State own =
        new State() {
          @Override
          public State copy() {
            return this;
          }

          @Override
          public String toString() {
            return "a counter";
          }
        };
    StatefulLayer counting =
        new StatefulLayer() {
          @Override
          public Step run(Tensor x, int steps, @Nullable State state) {
            return new Step(x, own);
          }
        };
    Lift lift = Lift.of(counting);
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 16, 64, 6));
      var e =
          assertThrows(
              UnsupportedOperationException.class, () -> lift.checkpointEvery(4).forward(x));
      assertEquals(
          "state: expected one that overrides State.with, which checkpoints, truncation and sessions need,"
              + " got a counter",
          e.getMessage());
      assertEquals(own, lift.run(x, null).state());
    }
  }

  @Test
  void anOutputWithoutARowForEachStepIsRefused() {
    Layer shorter = x -> x.rows(0, x.dim(0) / 2);
    Layer longer = x -> Tensor.concatenate(List.of(x, x));
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 16, 64, 6));
      for (Layer layer : List.of(shorter, longer)) {
        String message = refused(() -> Lift.of(layer).checkpointEvery(4).forward(x));
        assertTrue(message.contains("expected [steps * batch, ...]"), message);
      }
    }
  }

  @Test
  void inferenceKeepsNoCheckpoints() {
    var model = new SequentialState(new Linear(6, 6), new Lif().cell());
    Tensor x = normal(1, 16, 64, 6);
    float[] expected = Lift.of(model).forward(x).toArray();
    try (Scope scope = new Scope(new Workspace())) {
      Tensor actual = Lift.of(model).checkpointEvery(4).forward(scope.enter(x));
      assertSame("output", expected, actual.toArray());
    }
  }

  @Test
  void lengthsArePositive() {
    Lift lift = Lift.of(new Relu());
    assertEquals(
        "checkpointEvery: expected at least 1, got 0", refused(() -> lift.checkpointEvery(0)));
    assertEquals(
        "truncateEvery: expected at least 1, got -3", refused(() -> lift.truncateEvery(-3)));
  }
}
