package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What recurrent neurons send each other gives the same spike by spike and densely. */
class RecurrentPropagationTest {
  private static final int STEPS = 6;
  private static final int BATCH = 3;
  private static final int INPUTS = 67;
  private static final int HIDDEN = 37;

  private static RecurrentWeights weights() {
    return RecurrentWeights.random(new RandomStream(3, 1), INPUTS, HIDDEN, true);
  }

  private static Neuron spiking() {
    return new Lif().with("v_th", 0.1).surrogate(Surrogate.SUPER, 10);
  }

  /** Spikes of every third step only, the first silent. */
  private static Tensor input() {
    RandomStream random = new RandomStream(4, 1);
    SpikeRows spikes = SpikeRows.silent(STEPS * BATCH, INPUTS);
    for (int r = 0; r < STEPS * BATCH; r++) {
      for (int f = 1; f < INPUTS && r / BATCH % 3 == 1; f++) {
        spikes.or(r, f, 1, random.nextFloat() < 0.2 ? 1 : 0);
      }
    }
    return Tensor.of(spikes, STEPS * BATCH, INPUTS);
  }

  private static NeuronState state(RecurrentCell cell, Tensor z) {
    NeuronState state = cell.initialState(BATCH, HIDDEN);
    state.set("z", z);
    state.set("v", normal(6, BATCH, HIDDEN).scale(0.1f));
    return state;
  }

  /** Output, state afterwards, gradients of the input, of the given state and of the weights. */
  private static List<float[]> run(Tensor z, Propagation way, Parallel parallel) {
    RecurrentCell cell = spiking().recurrentCell(weights());
    List<float[]> all = new ArrayList<>();
    NeuronState state = state(cell, z);
    try (Tape tape = new Tape(new Workspace(parallel, way))) {
      Tensor x = tape.watch(input());
      Step step = cell.run(x, STEPS, state);
      all.add(step.output().toArray());
      NeuronState last = (NeuronState) step.state();
      last.names().forEach(name -> all.add(last.get(name).toArray()));
      tape.backward(step.output(), normal(5, STEPS * BATCH, HIDDEN));
      all.add(Objects.requireNonNull(x.gradient()).toArray());
      for (String name : state.names()) {
        all.add(Objects.requireNonNull(state.gradient(name)).toArray());
      }
    }
    cell.parameters().forEach(p -> all.add(p.gradient().clone()));
    return all;
  }

  /** All but the gradients of the two weights are the same bits. */
  private static void assertSameEveryWay(Tensor z) {
    List<float[]> expected = run(z, Propagation.DENSE, Parallel.common());
    int exact = expected.size() - 2;
    for (Propagation way : Propagation.values()) {
      List<float[]> actual = run(z, way, Parallel.common());
      assertSame(way.toString(), expected.subList(0, exact), actual.subList(0, exact));
      for (int g = exact; g < expected.size(); g++) {
        float[] values = expected.get(g);
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
          doubles[i] = values[i];
        }
        assertClose(way + " gradient " + g, doubles, actual.get(g), 1e-5, 1e-6);
      }
    }
  }

  private static Tensor binary() {
    float[] z = normal(7, BATCH, HIDDEN).toArray();
    for (int i = 0; i < z.length; i++) {
      z[i] = z[i] > 1 ? 1 : 0;
    }
    return Tensor.of(z, BATCH, HIDDEN);
  }

  @Test
  void spikesOfTheStateGivenAreSent() {
    assertSameEveryWay(binary());
  }

  @Test
  void aStateMayHoldAnythingInsteadOfSpikes() {
    assertSameEveryWay(normal(7, BATCH, HIDDEN));
  }

  @Test
  void aStateMayBeSilent() {
    assertSameEveryWay(Tensor.zeros(BATCH, HIDDEN));
  }

  @Test
  void theNumberOfThreadsChangesNoBit() {
    for (Tensor z : List.of(binary(), normal(7, BATCH, HIDDEN))) {
      List<float[]> expected = run(z, Propagation.EVENT, Parallel.common());
      for (int threads = 1; threads <= 3; threads++) {
        try (Parallel parallel = Parallel.of(threads)) {
          assertSame(threads + " threads", expected, run(z, Propagation.EVENT, parallel));
        }
      }
    }
  }

  /** Otherwise the other tests compare nothing with nothing. */
  @Test
  void someNeuronsSpikeAndSomeDoNot() {
    Tensor output = spiking().recurrentCell(weights()).run(input(), STEPS, null).output();
    SpikeRows spikes = output.spikes();
    assertNotNull(spikes);
    long count = spikes.count(0, spikes.rows());
    assertTrue(count > 10 && count < output.size() / 2, "spikes: " + count);
  }

  /** Infinite weights of what never spikes would make every potential NaN in a dense product. */
  @ParameterizedTest
  @EnumSource(names = {"EVENT", "AUTO"})
  void weightsOfWhatIsSilentAreNotRead(Propagation way) {
    RecurrentWeights weights = weights();
    RecurrentCell cell = spiking().recurrentCell(weights);
    float[] expected = cell.run(input(), STEPS, null).output().toArray();
    boolean[] spiked = new boolean[HIDDEN];
    for (int i = 0; i < expected.length; i++) {
      spiked[i % HIDDEN] |= expected[i] != 0;
    }
    int silent = 0;
    for (int h = 0; h < HIDDEN; h++) {
      weights.input().data()[h * INPUTS] = Float.POSITIVE_INFINITY; // input 0 never spikes
      for (int k = 0; k < HIDDEN; k++) {
        if (!spiked[k]) {
          weights.recurrent().data()[h * HIDDEN + k] = Float.POSITIVE_INFINITY;
          silent++;
        }
      }
    }
    assertTrue(silent > 0 && silent < HIDDEN * HIDDEN, "silent: " + silent);
    weights.input().edited("test");
    weights.recurrent().edited("test");
    try (Scope scope = new Scope(new Workspace(Parallel.common(), way))) {
      NeuronState last = (NeuronState) cell.run(scope.enter(input()), STEPS, null).state();
      for (float v : last.get("v").toArray()) {
        assertTrue(Float.isFinite(v), "potential " + v);
      }
    }
  }

  /** Whether all steps come at once or one by one, in a workspace or without. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void stepsOneByOneAreTheSame(boolean inWorkspace) {
    RecurrentCell cell = spiking().recurrentCell(weights());
    float[] expected = cell.run(input(), STEPS, state(cell, binary())).output().toArray();
    float[] actual = new float[expected.length];
    State state = state(cell, binary());
    Workspace workspace = new Workspace();
    int row = BATCH * HIDDEN;
    for (int t = 0; t < STEPS; t++) {
      try (Scope scope = new Scope(workspace)) {
        Tensor x = input().rows(t * BATCH, (t + 1) * BATCH);
        Step step = cell.run(inWorkspace ? scope.enter(x) : x, 1, state);
        System.arraycopy(step.output().toArray(), 0, actual, t * row, row);
        state = step.state().copy();
      }
    }
    assertSame("output", expected, actual);
  }

  /** Edited weights are used at once, though packed ones are kept from call to call. */
  @Test
  void editsAreSeen() {
    RecurrentCell cell = spiking().recurrentCell(weights());
    Workspace workspace = new Workspace();
    for (int edit = 0; edit < 3; edit++) {
      float[] expected = cell.run(input(), STEPS, null).output().toArray();
      try (Scope scope = new Scope(workspace)) {
        float[] actual = cell.run(scope.enter(input()), STEPS, null).output().toArray();
        assertSame("after " + edit + " edits", expected, actual);
      }
      cell.parameters().forEach(p -> p.set(p.value().scale(-0.7f)));
    }
  }

  @Test
  void nothingIsLeftInTheWorkspace() {
    RecurrentCell cell = spiking().recurrentCell(weights());
    Workspace workspace = new Workspace(Parallel.common(), Propagation.EVENT);
    long[] allocated = new long[4];
    for (int i = 0; i < allocated.length; i++) {
      try (Tape tape = new Tape(workspace)) {
        Tensor z = i % 2 == 0 ? binary() : normal(7, BATCH, HIDDEN);
        Tensor out = cell.run(tape.watch(input()), STEPS, state(cell, z)).output();
        tape.backward(out, normal(5, STEPS * BATCH, HIDDEN));
      }
      allocated[i] = workspace.allocatedBytes();
    }
    assertEquals(allocated[1], allocated[3]);
  }
}
