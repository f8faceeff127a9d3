package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequentialStateTest {
  @TempDir private Path folder;

  private static SequentialState images() {
    return new SequentialState(
        new Conv2d(2, 5, 3),
        new Lif().with("v_th", 0.1).cell(),
        new MaxPool2d(2),
        new SequentialState(new Scale(5f), new Lif().cell(), new AvgPool2d(2)),
        new Flatten(),
        new Linear(20, 7),
        new Relu(),
        new Li().cell());
  }

  private static SequentialState vectors() {
    return new SequentialState(
        new Linear(50, 33), new Lif().cell(), new Linear(33, 10), new Li().cell());
  }

  private static Tensor step(Tensor xs, int t) {
    return xs.rows(t, t + 1).reshape(Arrays.copyOfRange(xs.shape(), 1, xs.rank()));
  }

  /** Outputs of every step, one at a time. */
  private static Tensor stepwise(StatefulLayer model, Tensor xs, @Nullable State initial) {
    List<Tensor> outputs = new ArrayList<>();
    State state = initial;
    for (int t = 0; t < xs.dim(0); t++) {
      Step step = model.step(step(xs, t), state);
      outputs.add(step.output());
      state = step.state();
    }
    return Tensor.concatenate(outputs);
  }

  private static void assertSameEitherWay(StatefulLayer model, Tensor xs) {
    try (Scope scope = new Scope(new Workspace())) {
      Tensor inside = scope.enter(xs);
      float[] expected = stepwise(model, inside, null).toArray();
      assertSame("lifted", expected, Lift.of(model).forward(inside).toArray());
    }
    float[] lifted = Lift.of(model).forward(xs).toArray();
    float sum = 0;
    for (float value : lifted) {
      sum += Math.abs(value);
    }
    assertTrue(sum > 0, "expected something other than silence");
    try (Tape tape = new Tape()) {
      assertSame("on a tape", lifted, Lift.of(model).forward(tape.watch(xs)).toArray());
    }
    try (Tape tape = new Tape()) {
      assertSame("stepwise on a tape", lifted, stepwise(model, tape.watch(xs), null).toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "7, 1", "40, 5", "9, 33", "3, 200", "150, 1"})
  void stepsAndLiftGiveTheSameBits(int steps, int batch) {
    assertSameEitherWay(vectors(), normal(1, steps, batch, 50));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "12, 3", "2, 150"})
  void stepsAndLiftGiveTheSameBitsOnImages(int steps, int batch) {
    assertSameEitherWay(images(), normal(2, steps, batch, 2, 10, 11));
  }

  @Test
  void gradientsOfStepsAndLiftAgree() {
    SequentialState model = vectors();
    Tensor xs = normal(1, 20, 9, 50);
    float[][] byLift = gradients(model, xs, true);
    float[][] bySteps = gradients(model, xs, false);
    for (int p = 0; p < byLift.length; p++) {
      float largest = 0;
      for (float g : byLift[p]) {
        largest = Math.max(largest, Math.abs(g));
      }
      assertTrue(largest > 0, "expected a gradient");
      // sums over time in another order
      assertArrayEquals(byLift[p], bySteps[p], 1e-5f * largest, "parameter " + p);
    }
  }

  private static float[][] gradients(SequentialState model, Tensor xs, boolean lift) {
    model.parameters().forEach(p -> p.clearGradient());
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(xs);
      Tensor out = lift ? Lift.of(model).forward(x) : stepwise(model, x, null);
      tape.backward(out.reshape(20 * 9 * 10), normal(5, 20 * 9 * 10));
    }
    return model.parameters().stream().map(p -> p.gradient().clone()).toArray(float[][]::new);
  }

  @Test
  void stateGoesFromOneCallToTheNext() {
    SequentialState model = images();
    Tensor xs = normal(2, 10, 3, 2, 10, 11);
    Lift lift = Lift.of(model);
    float[] whole = lift.forward(xs).toArray();
    Step first = lift.run(xs.rows(0, 4), null);
    Step second = lift.run(xs.rows(4, 10), first.state());
    assertSame(
        "in two parts",
        whole,
        Tensor.concatenate(List.of(first.output(), second.output())).toArray());
    // null is the initial state
    assertSame("again from the start", whole, lift.run(xs, null).output().toArray());
    Step alone = model.step(step(xs, 0), null);
    assertSame("first step", step(lift.forward(xs), 0).toArray(), alone.output().toArray());
  }

  @Test
  void aStepUpdatesTheStateItWasGiven() {
    SequentialState model = vectors();
    Tensor x = normal(1, 3, 50);
    Step first = model.step(x, null);
    State inner = model.stateOf(first.state(), 1);
    assertNotNull(inner);
    float[] before = ((NeuronState) inner).get("i").toArray();
    Step second = model.step(x, first.state());
    NeuronState after = (NeuronState) Objects.requireNonNull(model.stateOf(second.state(), 1));
    assertSame(((NeuronState) inner).column("i"), after.column("i"));
    assertTrue(!Arrays.equals(before, after.get("i").toArray()));
    assertNull(model.stateOf(first.state(), 0));
    assertThrows(IndexOutOfBoundsException.class, () -> model.stateOf(first.state(), 4));
    assertThrows(
        IllegalArgumentException.class, () -> model.stateOf(new Lif().cell().initialState(1), 0));
  }

  @Test
  void aCopyGoesItsOwnWay() {
    SequentialState model = images();
    Tensor x = normal(1, 3, 2, 10, 11);
    Tensor other = normal(2, 3, 2, 10, 11);
    State state = model.step(x, null).state();
    State copy = state.copy();
    float[] once = model.step(other, state.copy()).output().toArray();
    model.step(x, model.step(other, state).state());
    assertSame("the copy", once, model.step(other, copy).output().toArray());
  }

  @Test
  void aCopyOutlivesTheScope() {
    SequentialState model = vectors();
    Tensor xs = normal(1, 4, 3, 50);
    float[] whole = Lift.of(model).forward(xs).toArray();
    State kept;
    Workspace workspace = new Workspace();
    try (Scope scope = new Scope(workspace)) {
      kept = Lift.of(model).run(scope.enter(xs.rows(0, 3)), null).state().copy();
    }
    try (Scope scope = new Scope(workspace)) {
      float[] last = model.step(scope.enter(step(xs, 3)), kept).output().toArray();
      assertSame("last step", Arrays.copyOfRange(whole, 90, 120), last);
    }
  }

  @Test
  void outputsOfEveryModuleCanBeSeen() {
    SequentialState model = vectors();
    List<Tensor> hidden = new ArrayList<>();
    Tensor x = normal(1, 3, 50);
    try (Scope scope = new Scope(new Workspace())) {
      Step step = model.step(scope.enter(x), null, hidden);
      assertEquals(4, hidden.size());
      assertSame(step.output(), hidden.get(3));
      assertArrayEquals(new int[] {3, 33}, hidden.get(1).shape());
      for (float z : hidden.get(1).toArray()) {
        assertTrue(z == 0f || z == 1f);
      }
    }
  }

  @Test
  void outputsOfEveryModuleCanBeSeenOverTime() {
    SequentialState model = images();
    Tensor xs = normal(1, 5, 3, 2, 10, 11);
    List<Tensor> hidden = new ArrayList<>();
    Step whole = model.run(xs, null, hidden);
    assertEquals(8, hidden.size());
    assertSame("outputs", Lift.of(model).forward(xs).toArray(), whole.output().toArray());
    State state = null;
    for (int t = 0; t < 5; t++) {
      List<Tensor> now = new ArrayList<>();
      state = model.step(step(xs, t), state, now).state();
      for (int m = 0; m < 8; m++) {
        assertSame("module " + m, now.get(m).toArray(), step(hidden.get(m), t).toArray());
      }
    }
    assertThrows(
        IllegalArgumentException.class, () -> model.run(normal(1, 5), null, new ArrayList<>()));
  }

  @Test
  void gradientsGoThroughOutputsThatAreSeen() {
    SequentialState model = vectors();
    Tensor xs = normal(1, 20, 9, 50);
    float[][] expected = gradients(model, xs, true);
    model.parameters().forEach(p -> p.clearGradient());
    try (Tape tape = new Tape()) {
      List<Tensor> hidden = new ArrayList<>();
      model.run(tape.watch(xs), null, hidden);
      tape.backward(hidden.getLast().reshape(20 * 9 * 10), normal(5, 20 * 9 * 10));
    }
    for (int p = 0; p < expected.length; p++) {
      float largest = 0;
      for (float g : expected[p]) {
        largest = Math.max(largest, Math.abs(g));
      }
      // sums over time in another order
      assertArrayEquals(
          expected[p], model.parameters().get(p).gradient(), 1e-5f * largest, "parameter " + p);
    }
  }

  @Test
  void startsFromStatesOfSomeModules() {
    var inner = new SequentialState(new Linear(33, 10), new Li().cell());
    var cell = new Lif().cell();
    var model = new SequentialState(new Linear(50, 33), cell, inner);
    Tensor xs = normal(1, 6, 3, 50);
    Step before = Lift.of(model).run(xs.rows(0, 2), null);
    State lif = Objects.requireNonNull(model.stateOf(before.state(), 1)).copy();
    State both = Objects.requireNonNull(model.stateOf(before.state(), 2)).copy();
    State li = Objects.requireNonNull(inner.stateOf(both, 1)).copy();
    float[] expected = Lift.of(model).run(xs.rows(2, 6), before.state()).output().toArray();
    State again = model.initialState(Map.of("1", lif, "2", inner.initialState(Map.of("1", li))));
    assertSame("goes on", expected, Lift.of(model).run(xs.rows(2, 6), again).output().toArray());
    assertSame(
        "from nothing",
        model.step(step(xs, 0), null).output().toArray(),
        model.step(step(xs, 0), model.initialState(Map.of())).output().toArray());
    for (String name : List.of("0", "3", "lif")) {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> model.initialState(Map.of(name, both)));
      assertTrue(String.valueOf(e.getMessage()).contains("got one of '" + name + "'"));
    }
  }

  @Test
  void isAppendedTo() {
    var first = new SequentialState(new Linear(5, 3));
    var longer = first.append(new Lif().cell());
    assertEquals(1, first.modules().size());
    assertEquals(2, longer.modules().size());
    assertSame(first.parameters().getFirst(), longer.parameters().getFirst());
  }

  @Test
  void layersWithoutStateCanBeLifted() {
    Linear linear = new Linear(5, 3);
    Tensor xs = normal(1, 4, 2, 5);
    Step step = Lift.of(linear).run(xs, null);
    assertArrayEquals(new int[] {4, 2, 3}, step.output().shape());
    assertSame("lifted", linear.forward(xs.reshape(8, 5)).toArray(), step.output().toArray());
    assertSame(step.state(), step.state().copy());
  }

  /** What is fed back is the next module's input too, which is done with it first. */
  @Test
  void whatIsFedBackOutlivesTheModuleBehind() {
    var model =
        new SequentialState(
            new RecurrentSequential(new Linear(5, 5), new Lif().with("v_th", 0.1).cell()),
            new Linear(5, 2));
    Tensor xs = normal(1, 6, 2, 5);
    float[] expected = Lift.of(model).forward(xs).toArray();
    try (Scope scope = new Scope(new Workspace())) {
      State state = null;
      for (int t = 0; t < 6; t++) {
        Step step = model.step(scope.enter(step(xs, t)), state);
        float[] part = Arrays.copyOfRange(expected, t * 4, t * 4 + 4);
        assertSame("step " + t, part, step.output().toArray());
        state = step.state();
      }
    }
  }

  @Test
  void neuronsAloneRunOverTime() {
    Tensor xs = normal(1, 30, 2, 6).relu();
    assertSame(
        "lif",
        Lift.of(new Lif().cell()).forward(xs).toArray(),
        new Lif().layer().forward(xs).toArray());
  }

  @Test
  void sequencesNeedTimeAndBatch() {
    Lift lift = Lift.of(vectors());
    for (Tensor xs : List.of(Tensor.zeros(5), Tensor.zeros(0, 3, 50), Tensor.zeros())) {
      var e = assertThrows(IllegalArgumentException.class, () -> lift.forward(xs));
      assertEquals(
          "sequence: expected [time, batch, ...] with at least one step, got shape "
              + Arrays.toString(xs.shape()),
          e.getMessage());
    }
  }

  @Test
  void namedModulesKeepTheirNames() {
    var modules = new LinkedHashMap<String, NetworkModule>();
    modules.put("fc", new Linear(4, 3));
    modules.put("lif", new Lif().cell());
    SequentialState named = SequentialState.named(modules);
    NeuronState given = new Lif().cell().initialState(2, 3);
    given.set("v", Tensor.full(5f, 2, 3));
    State state = named.initialState(Map.of("lif", given));
    assertArrayEquals(
        new float[] {1, 1, 1, 1, 1, 1},
        named.step(Tensor.zeros(2, 4), state).output().toArray(),
        "above the threshold from the start");
    assertEquals(
        List.of("fc", "lif", "2"), List.copyOf(named.append(new Relu()).children().keySet()));
    modules.put("3", new Relu());
    assertThrows(
        IllegalArgumentException.class, () -> SequentialState.named(modules).append(new Relu()));
  }

  private static RecurrentSequential fedBack() {
    return new RecurrentSequential(
        1, new Linear(6, 6), new Lif().with("v_th", 0.1).cell(), new Relu());
  }

  @Test
  void whatIsFedBackIsSeenOverTime() {
    RecurrentSequential model = fedBack();
    Tensor xs = normal(1, 5, 3, 6);
    List<Tensor> hidden = new ArrayList<>();
    Step whole = model.run(xs, null, hidden);
    assertEquals(3, hidden.size());
    assertArrayEquals(new int[] {5, 3, 6}, whole.output().shape());
    assertSame("outputs", Lift.of(model).forward(xs).toArray(), whole.output().toArray());
    assertSame("fed back", hidden.get(1).toArray(), whole.output().toArray());
    State state = null;
    for (int t = 0; t < 5; t++) {
      List<Tensor> now = new ArrayList<>();
      state = model.step(step(xs, t), state, now).state();
      for (int m = 0; m < 3; m++) {
        assertSame("module " + m, now.get(m).toArray(), step(hidden.get(m), t).toArray());
      }
    }
    Tensor last = Objects.requireNonNull(model.outputOf(Objects.requireNonNull(state)));
    assertSame("fed back next", step(hidden.get(1), 4).toArray(), last.toArray());
    assertThrows(
        IllegalArgumentException.class, () -> model.run(normal(1, 5), null, new ArrayList<>()));
  }

  @Test
  void aLoopStartsFromStatesOfSomeModules() throws IOException {
    RecurrentSequential model = fedBack();
    Tensor xs = normal(1, 6, 3, 6);
    Step before = Lift.of(model).run(xs.rows(0, 2), null);
    State lif = Objects.requireNonNull(model.stateOf(before.state(), 1)).copy();
    Tensor output = Objects.requireNonNull(model.outputOf(before.state())).copy();
    float[] expected = Lift.of(model).run(xs.rows(2, 6), before.state()).output().toArray();
    State again = model.initialState(Map.of("1", lif.copy()), output);
    assertSame("goes on", expected, Lift.of(model).run(xs.rows(2, 6), again).output().toArray());
    float[] fresh = Lift.of(model).forward(xs).toArray();
    State none = model.initialState(Map.of());
    assertNull(model.outputOf(none));
    assertSame("from nothing", fresh, Lift.of(model).run(xs, none.copy()).output().toArray());
    Path file = folder.resolve("loop");
    none.save(file);
    State read = model.loadState(file);
    assertSame("read", fresh, Lift.of(model).run(xs, read).output().toArray());
    State alone = model.initialState(Map.of("1", lif.copy()));
    State other = model.initialState(Map.of("1", lif.copy()), Tensor.zeros(3, 6));
    assertSame(
        "nothing fed back is zeros",
        Lift.of(model).run(xs, alone).output().toArray(),
        Lift.of(model).run(xs, other).output().toArray());
    assertThrows(
        IllegalArgumentException.class, () -> model.initialState(Map.of("0", lif)), "no state");
    assertThrows(IllegalArgumentException.class, () -> model.outputOf(lif));
    State wrong = model.initialState(Map.of(), Tensor.zeros(3, 5));
    assertThrows(IllegalArgumentException.class, () -> model.step(step(xs, 0), wrong));
  }

  @Test
  void gradientsGoToWhatIsFedBackFirst() {
    RecurrentSequential model = fedBack();
    try (Tape tape = new Tape()) {
      Tensor output = tape.watch(normal(3, 2, 6));
      Tensor x = tape.watch(normal(4, 2, 6));
      List<Tensor> hidden = new ArrayList<>();
      model.step(x, model.initialState(Map.of(), output), hidden);
      tape.backward(hidden.getFirst().sum());
      assertArrayEquals(
          Objects.requireNonNull(x.gradient()).toArray(),
          Objects.requireNonNull(output.gradient()).toArray());
    }
  }
}
