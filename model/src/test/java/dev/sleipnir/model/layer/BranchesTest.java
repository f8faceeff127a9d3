package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchesTest {
  @Test
  void addUpOrStandSideBySide() {
    check(
        t -> Branches.sum(new Scale(2), new Tanh()).step(t.get(0), null).output(),
        v -> {
          double[] y = new double[v[0].length];
          for (int i = 0; i < y.length; i++) {
            y[i] = 2 * v[0][i] + Math.tanh(v[0][i]);
          }
          return y;
        },
        normal(1, 2, 5));
    check(
        t -> Branches.concatenate(new Scale(2), new Tanh()).step(t.get(0), null).output(),
        v -> {
          double[] y = new double[2 * v[0].length];
          for (int i = 0; i < v[0].length; i++) {
            int n = i / 12;
            y[n * 24 + i % 12] = 2 * v[0][i];
            y[n * 24 + 12 + i % 12] = Math.tanh(v[0][i]);
          }
          return y;
        },
        normal(1, 2, 3, 2, 2));
    assertEquals("branches: expected at least one, got none", refused(() -> Branches.sum()));
    assertEquals(
        "branches: output: expected shape [2, 1], got [2, 5]",
        refused(() -> new Residual(new Linear(5, 1)).step(normal(1, 2, 5), null)));
    assertEquals(
        "concatenate: expected [batch, features] or [batch, channels, height, width], got shape"
            + " [2, 3, 4]",
        refused(() -> Branches.concatenate(new Tanh()).step(Tensor.zeros(2, 3, 4), null)));
  }

  @Test
  void statesAreCarriedSavedAndUsedOnce(@TempDir Path folder) throws IOException {
    var module = new Residual(new Lif().with("v_th", 0.1).cell());
    Tensor x = normal(1, 2, 5);
    State state = module.step(x, null).state();
    Path file = folder.resolve("state");
    state.save(file);
    State read = module.loadState(file);
    float[] expected = module.step(x, state).output().toArray();
    assertArrayEquals(expected, module.step(x, read).output().toArray());
    String message =
        String.valueOf(
            assertThrows(IllegalStateException.class, () -> module.step(x, state)).getMessage());
    assertEquals("Branches: expected a state that no step has consumed", message.split(",", 2)[0]);
    assertEquals(
        "Branches: expected a state of its 2 modules, got state of 1 modules",
        refused(() -> module.step(x, new SequentialState(new Lif().cell()).step(x, null).state())));
  }

  @Test
  void aSequenceHasOneMask() {
    var layer = new SequenceDropout(0.5f);
    try (var tape = new Tape(new Workspace(), new RandomStream(1))) {
      float[] y = Lift.of(layer).forward(tape.enter(Tensor.full(1f, 9, 2, 50))).toArray();
      Set<Float> values = new HashSet<>();
      for (int i = 0; i < y.length; i++) {
        assertEquals(y[i % 100], y[i]);
        values.add(y[i]);
      }
      assertEquals(Set.of(0f, 2f), values);
      float[] other = Lift.of(layer).forward(tape.enter(Tensor.full(1f, 1, 2, 50))).toArray();
      boolean differs = false;
      for (int i = 0; i < other.length; i++) {
        differs |= other[i] != y[i];
      }
      assertEquals(true, differs);
    }
  }

  @Test
  void dropoutDoesNothingOnATapeThatEvaluates() {
    Tensor x = normal(1, 2, 50);
    try (var tape = new Tape().evaluating()) {
      assertArrayEquals(x.toArray(), new Dropout(0.5f).forward(tape.enter(x)).toArray());
    }
  }

  @Test
  void namedModulesStandSideBySide() {
    var inner = named("conv", new Linear(2, 2));
    var shortcut = named("down", new SequentialState(new Linear(2, 2)));
    assertEquals(
        List.of("conv", "down"), List.copyOf(new Residual(inner, shortcut).children().keySet()));
    assertEquals(
        List.of("0", "down"), List.copyOf(new Residual(new Relu(), shortcut).children().keySet()));
    assertEquals(List.of("conv"), List.copyOf(new Residual(inner).copy().children().keySet()));
    assertEquals(
        "shortcut: expected names that the inner module has not, got conv",
        refused(() -> new Residual(inner, inner)));
    assertEquals(
        "modules: expected names without dots, got 'a.b'", refused(() -> named("a.b", new Relu())));
  }

  private static SequentialState named(String name, NetworkModule module) {
    var modules = new LinkedHashMap<String, NetworkModule>();
    modules.put(name, module);
    return SequentialState.named(modules);
  }
}
