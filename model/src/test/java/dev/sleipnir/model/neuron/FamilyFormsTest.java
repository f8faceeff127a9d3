package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of neuron, given its current and recurrently connected. */
class FamilyFormsTest {
  private static final int STEPS = 12;

  static Stream<Families.Family> families() {
    return Families.all().stream();
  }

  /** Currents at which every kind of neuron spikes now and then. */
  private static Tensor currents(Families.Family family, int... shape) {
    float strength =
        switch (family.name()) {
          case "izhikevich" -> 30f;
          case "coba_lif" -> 2f;
          default -> 3f;
        };
    return normal(5, shape).scale(strength);
  }

  private static Neuron coupled(Families.Family family, int neurons) {
    return family.java().contains("coupling")
        ? family.neuron().coupling(normal(6, neurons, neurons).scale(0.05f))
        : family.neuron();
  }

  private static Parallel oneThread() {
    return Parallel.of(1);
  }

  @ParameterizedTest
  @MethodSource("families")
  void cutsInTimeDoNotShow(Families.Family family) {
    int[] sizes = {2, 37};
    Cell cell = coupled(family, sizes[1]).cell();
    Tensor x = currents(family, STEPS, sizes[0], sizes[1]);
    NeuronState initial = cell.initialState(sizes);
    List<float[]> whole = NeuronRun.of(cell, x, initial, STEPS, oneThread());
    assertSame(family.name(), whole, NeuronRun.of(cell, x, initial, 1, oneThread()));
    assertSame(family.name(), whole, NeuronRun.of(cell, x, initial, 5, oneThread()));
  }

  @ParameterizedTest
  @MethodSource("families")
  void threadsDoNotShow(Families.Family family) {
    // More neurons than a block holds; coupled compartments need a matrix of their number squared.
    int neurons = family.java().contains("coupling") ? 70 : 2500;
    Neuron neuron = coupled(family, neurons).learn(family.neuron().model().parameters().getLast());
    Cell cell = neuron.cell();
    Tensor x = currents(family, 4, 3, neurons);
    NeuronState initial = cell.initialState(3, neurons);
    List<float[]> alone = NeuronRun.of(cell, x, initial, 2, oneThread());
    for (int threads = 2; threads <= 3; threads++) {
      try (Parallel several = Parallel.of(threads)) {
        assertSame(family.name(), alone, NeuronRun.of(cell, x, initial, 2, several));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void recurrentFormsNeitherShowThreadsNorStates(Families.Family family) {
    int hidden = 33;
    Neuron neuron = coupled(family, hidden);
    RecurrentWeights weights =
        RecurrentWeights.random(new RandomStream(3, 0), 5, hidden, /* autapses= */ false);
    Cell cell = neuron.recurrentCell(weights);
    Tensor x = currents(family, STEPS, 2, 5);
    NeuronState initial = cell.initialState(2, hidden);
    List<float[]> alone = NeuronRun.of(cell, x, initial, STEPS, oneThread());
    try (Parallel several = Parallel.of(3)) {
      assertSame(family.name(), alone, NeuronRun.of(cell, x, initial, STEPS, several));
    }
    // One call and several add the gradients that come back through the weights in another order:
    // outputs and states are the same to the bit, gradients to rounding.
    List<float[]> stepwise = NeuronRun.of(cell, x, initial, 1, oneThread());
    int forward = 1 + initial.names().size();
    assertSame(family.name(), alone.subList(0, forward), stepwise.subList(0, forward));
    for (int g = forward; g < alone.size(); g++) {
      float largest = largest(alone.get(g));
      for (int e = 0; e < alone.get(g).length; e++) {
        assertEquals(alone.get(g)[e], stepwise.get(g)[e], 1e-5 * largest, family.name());
      }
    }
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("families")
  void noStateIsTheInitialState(Families.Family family) {
    Neuron neuron = coupled(family, 7);
    for (Cell cell : List.of(neuron.cell(), neuron.recurrentCell(7, 7))) {
      Tensor x = currents(family, 3, 7);
      Step fromNull = cell.step(x, null);
      Step fromInitial = cell.step(x, cell.initialState(3, 7));
      assertSame(family.name(), values(fromInitial), values(fromNull));
    }
  }

  private static List<float[]> values(Step step) {
    NeuronState state = (NeuronState) step.state();
    List<float[]> values = new ArrayList<>(List.of(step.output().toArray()));
    state.names().forEach(name -> values.add(state.get(name).toArray()));
    return values;
  }

  @ParameterizedTest
  @MethodSource("families")
  void layersAreTheirCells(Families.Family family) {
    Neuron neuron = coupled(family, 6);
    for (NeuronLayer layer : List.of(neuron.layer(), neuron.recurrent(6, 6))) {
      Tensor x = currents(family, STEPS, 2, 6);
      float[] whole = layer.forward(x).toArray();
      NeuronLayer.Recording recorded = layer.recordStates(x, null);
      assertSame(family.name(), whole, recorded.output().toArray());
      NeuronState state = null;
      for (int t = 0; t < STEPS; t++) {
        Step step = layer.cell().step(x.rows(t, t + 1).reshape(2, 6), state);
        state = (NeuronState) step.state();
        int from = t * 12;
        assertSame(family.name(), part(whole, from), step.output().toArray());
        for (String name : state.names()) {
          float[] series = Objects.requireNonNull(recorded.states().get(name)).toArray();
          assertSame(family.name(), part(series, from), state.get(name).toArray());
        }
      }
    }
  }

  private static float[] part(float[] series, int from) {
    return java.util.Arrays.copyOfRange(series, from, from + 12);
  }

  @ParameterizedTest
  @MethodSource("families")
  void spikesAreZeroOrOne(Families.Family family) {
    Cell cell = coupled(family, 50).cell();
    float[] out = new NeuronLayer(cell).forward(currents(family, 60, 2, 50)).toArray();
    int fired = 0;
    for (float value : out) {
      if (cell.isSpiking()) {
        assertTrue(value == 0f || value == 1f, family.name() + " gave " + value);
      }
      fired += value == 1f ? 1 : 0;
    }
    assertTrue(!cell.isSpiking() || fired > 10, family.name() + " fired " + fired + " times");
  }
}
