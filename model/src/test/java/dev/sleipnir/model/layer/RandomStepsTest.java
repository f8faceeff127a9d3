package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A sequence in one call, its steps one by one, blocks of steps, checkpoints, truncation and a
 * session draw the same numbers, however many parts draw in a step.
 */
class RandomStepsTest {
  private static final int STEPS = 23;

  /** Blocks are of 4 steps then, 8 of spikes. */
  private static final int BATCH = 64;

  /** Two draws in every step. */
  private static final Neuron NOISY =
      Neuron.parse(
          """
          model noisy
          parameters gain = 3
          state v = 0
          input x
          u = 0.7 * v + x
          z = bernoulli(0.3) * spike(u - 0.2) + bernoulli(0.1) * (1 - spike(u - 0.2))
          v = u - 0.5 * z + 0.3 * bernoulli(min(1, max(0, u)))
          output z
          """);

  private static Neuron throwing(Surrogate surrogate) {
    return new Lif().with("v_th", 0.2).surrogate(surrogate, 2);
  }

  /** Several of everything that draws, some of it used twice. */
  private static SequentialState network(boolean functions) {
    RandomStream weights = new RandomStream(5, 1);
    Dropout dropout = new Dropout(0.3f);
    Layer threshold = functions ? new Threshold(Surrogate.LOGISTIC, 1) : new Scale(1.5f);
    var cell = NOISY.cell();
    return new SequentialState(
        new Linear(weights, 6, 7, true),
        cell,
        dropout,
        new SequentialState(
            new Linear(weights, 7, 7, true), dropout, throwing(Surrogate.LOGISTIC).cell()),
        threshold,
        dropout,
        new Linear(weights, 7, 7, true),
        cell,
        threshold,
        throwing(Surrogate.CIRC_DIST)
            .recurrentCell(RecurrentWeights.random(weights, 7, 5, /* autapses= */ true)),
        new Linear(weights, 5, 3, true));
  }

  private static Tensor input() {
    return normal(3, STEPS, BATCH, 6).add(Tensor.full(0.5f, STEPS, BATCH, 6));
  }

  /** Steps one by one, or calls of some steps. */
  private static float[] inCalls(SequentialState network, Tensor xs, int most) {
    @Nullable State state = null;
    List<float[]> outputs = new ArrayList<>();
    int end;
    for (int t = 0; t < STEPS; t = end) {
      end = Math.min(STEPS, t + most);
      Tensor rows = xs.rows(t, end);
      Step step =
          most == 1
              ? network.step(rows.reshape(BATCH, 6), state)
              : network.run(rows.reshape((end - t) * BATCH, 6), end - t, state);
      outputs.add(step.output().toArray());
      state = step.state();
    }
    return joined(outputs);
  }

  private static float[] joined(List<float[]> parts) {
    int length = parts.stream().mapToInt(part -> part.length).sum();
    float[] all = new float[length];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Test
  void onATapeSequenceStepsAndCheckpointsDrawTheSame() {
    for (int threads : new int[] {1, 2, 3}) {
      try (Parallel parallel = Parallel.of(threads)) {
        Workspace workspace = new Workspace(parallel);
        float[] expected;
        try (Tape tape = new Tape(workspace, new RandomStream(9))) {
          expected = Lift.of(network(true)).forward(tape.enter(input())).toArray();
        }
        assertTrue(expected[0] != 0 && expected[0] != expected[3], "something happens");
        for (int most : new int[] {1, 2, 7, STEPS}) {
          try (Tape tape = new Tape(workspace, new RandomStream(9))) {
            float[] steps = inCalls(network(true), tape.enter(input()), most);
            assertSame(threads + " threads, calls of " + most, expected, steps);
          }
        }
        for (int every : new int[] {1, 5, 12}) {
          try (Tape tape = new Tape(workspace, new RandomStream(9))) {
            Lift lift = Lift.of(network(true)).checkpointEvery(every).truncateEvery(3);
            float[] lifted = lift.forward(tape.enter(input())).toArray();
            assertSame(threads + " threads, checkpoints every " + every, expected, lifted);
          }
        }
      }
    }
  }

  @Test
  void gradientsWithCheckpointsAreThoseWithout() {
    Workspace workspace = new Workspace();
    List<List<float[]>> results = new ArrayList<>();
    for (int every : new int[] {STEPS, 1, 4, 9}) {
      SequentialState network = network(true);
      List<float[]> result = new ArrayList<>();
      try (Tape tape = new Tape(workspace, new RandomStream(9))) {
        Tensor x = tape.watch(input());
        // Something draws before, so that a segment does not begin where the tape does.
        Tensor before = new Dropout(0.5f).forward(x);
        Tensor y = Lift.of(network).checkpointEvery(every).forward(before);
        tape.backward(y.multiply(normal(4, y.shape())).sum());
        result.add(LiftCase.gradient(x));
      }
      network.parameters().forEach(p -> result.add(p.gradient().clone()));
      results.add(result);
    }
    for (int i = 1; i < results.size(); i++) {
      assertSame("checkpoints " + i, results.getFirst(), results.get(i));
    }
  }

  @Test
  void inInferenceSequenceStepsAndSessionDrawTheSame() {
    for (int threads : new int[] {1, 2, 3}) {
      try (Parallel parallel = Parallel.of(threads)) {
        SequentialState network = network(false);
        Workspace workspace = new Workspace(parallel);
        float[] expected;
        try (Scope scope = new Scope(workspace, new RandomStream(9))) {
          expected = Lift.of(network).forward(scope.enter(input())).toArray();
        }
        for (int most : new int[] {1, 2, 7, STEPS}) {
          try (Scope scope = new Scope(workspace, new RandomStream(9))) {
            float[] steps = inCalls(network, scope.enter(input()), most);
            assertSame("calls of " + most, expected, steps);
          }
        }
        Session session = Session.of(parallel, network, BATCH, 6);
        for (int trial = 0; trial < 2; trial++) {
          session.reset(new RandomStream(9));
          List<float[]> outputs = new ArrayList<>();
          for (int t = 0; t < STEPS; t++) {
            outputs.add(session.step(input().rows(t, t + 1).toArray()).clone());
          }
          assertSame("session, trial " + trial, expected, joined(outputs));
        }
      }
    }
  }

  /** A network that draws the same as the other because it was made the same, without a scope. */
  @Test
  void outsideAScopeSequenceAndStepsDrawTheSame() {
    NeuronLayer sequence = NOISY.seed(4).layer();
    float[] expected = sequence.forward(input()).toArray();
    NeuronLayer stepped = NOISY.seed(4).layer();
    assertSame("recorded", expected, stepped.recordStates(input(), null).output().toArray());
    // and the second trials of both are the same again, and not the first
    float[] second = sequence.forward(input()).toArray();
    assertFalse(Arrays.equals(expected, second));
    @Nullable State state = null;
    List<float[]> outputs = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      Step step = stepped.cell().step(input().rows(t, t + 1).reshape(BATCH, 6), state);
      outputs.add(step.output().toArray());
      state = step.state();
    }
    assertSame("steps", second, joined(outputs));
    Threshold threshold = new Threshold(Surrogate.LOGISTIC, 1, 3);
    float[] whole = new Threshold(Surrogate.LOGISTIC, 1, 3).forward(input()).toArray();
    outputs.clear();
    for (int t = 0; t < STEPS; t++) {
      outputs.add(threshold.forward(input().rows(t, t + 1)).toArray());
    }
    assertSame("threshold", whole, joined(outputs));
  }

  /** A copy in the middle goes on as the original does, on a tape and off it. */
  @Test
  void aStateCarriesWhatItDrawsFrom() {
    var cell = NOISY.cell();
    Tensor x = input().rows(0, 1).reshape(BATCH, 6);
    State begun = cell.step(x, null).state();
    State copy = begun.copy();
    float[] next = cell.step(x, begun).output().toArray();
    try (Tape tape = new Tape()) {
      assertSame("copy", next, cell.step(tape.enter(x), copy.copy()).output().toArray());
    }
    assertSame("copy", next, cell.step(x, copy).output().toArray());
  }
}
