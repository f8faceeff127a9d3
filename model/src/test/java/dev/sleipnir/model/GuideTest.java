package dev.sleipnir.model;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Gradient;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.LifMc;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guide to neurons: its code is this test, token for token, and its models run. */
class GuideTest {
  private static final String GUIDE = "../docs/guide/neurons.md";

  private final RandomStream random = new RandomStream(1, 0);

  @BeforeEach
  void asInAProgramOfItsOwn() {
    Seeds.set(Seeds.DEFAULT);
  }

  @Test
  void cellsAndLayers() {
    Tensor current = Tensor.full(2f, 8, 20);
    Tensor currents = Tensor.full(2f, 30, 8, 20);
    Tensor coupling = Tensor.zeros(20, 20);
    // snippet begins
    var lif = new Lif().with("v_th", 0.5);
    var cell = lif.cell();
    var layer = lif.layer();
    var recurrentCell = lif.recurrentCell(20, 100);
    var recurrent = lif.recurrent(20, 100);
    // snippet ends
    // snippet begins
    var first = cell.step(current, null);
    var second = cell.step(current, first.state());
    var kept = second.state().copy();
    // snippet ends
    assertThrows(IllegalStateException.class, () -> cell.step(current, first.state()));
    assertNotEquals(second.state(), kept);
    // snippet begins
    var state = cell.initialState(8, 20);
    state.set("v", Tensor.rand(random, 8, 20));
    var output = layer.run(currents, state).output();
    // snippet ends
    assertArrayEquals(new int[] {30, 8, 20}, output.shape());
    // snippet begins
    var recording = layer.recordStates(currents, null);
    var potentials = recording.states().get("v");
    // snippet ends
    assertArrayEquals(new int[] {30, 8, 20}, Objects.requireNonNull(potentials).shape());
    // snippet begins
    var weights = RecurrentWeights.random(random, 20, 100, true);
    var adaptive = new Lsnn().recurrent(weights);
    // snippet ends
    // snippet begins
    var compartments = LifMc.of(coupling).cell();
    // snippet ends
    // snippet begins
    var dendritic =
        Neuron.parse(
            """
            model dendritic
            parameters tau_inv = 100 (1/s), g = 50 (1/s), v_th = 1
            state soma = 0, dendrite = 0
            input basal, apical
            dendrite = dendrite + dt * (g * (soma - dendrite) - tau_inv * dendrite) + apical
            u = soma + dt * (g * (dendrite - soma) - tau_inv * soma) + basal
            z = spike(u - v_th)
            soma = u - z * v_th
            output z
            """);
    var twoPaths = dendritic.cell().behind(new Linear(20, 100), new Linear(20, 100));
    var classifier = new SequentialState(twoPaths, new Linear(100, 10), new Li().cell());
    // snippet ends
    assertArrayEquals(new int[] {8, 10}, classifier.step(current, null).output().shape());
    assertArrayEquals(new int[] {8, 100}, recurrentCell.step(current, null).output().shape());
    assertArrayEquals(new int[] {30, 8, 100}, recurrent.forward(currents).shape());
    assertArrayEquals(new int[] {30, 8, 100}, adaptive.forward(currents).shape());
    assertArrayEquals(
        new Lif().cell().step(current, null).output().toArray(),
        compartments.step(current, null).output().toArray(),
        "without coupling they are plain neurons");
    assertEquals(2, new Li().linearCell(random, 100, 10).modules().size());
  }

  @Test
  void parameters() {
    Tensor thresholds = Tensor.rand(random, 20).add(Tensor.full(0.5f, 20));
    // snippet begins
    var mixed =
        new LifAdEx()
            .with("tau_mem_inv", 50)
            .with("v_th", thresholds)
            .learn("v_th", "adaptation_current")
            .surrogate(Surrogate.ARCTAN)
            .dt(0.0005);
    // snippet ends
    // snippet begins
    var bounded = new Lif().learn("tau_mem_inv", 50, 200).cell();
    // snippet ends
    assertEquals("[tau_mem_inv[]]", bounded.parameters().toString());
    List<Parameter> learned = mixed.cell().parameters();
    assertEquals(
        List.of("adaptation_current", "v_th"), learned.stream().map(Parameter::name).toList());
    assertEquals(20, learned.getLast().size());
  }

  /** What the guide says of time steps that are too long, by the model that it shows. */
  @Test
  void aTimeStepThatIsTooLongIsRefused() {
    Neuron checked =
        Neuron.parse(
            """
            model checked
            parameters tau = 0.02 (s), low = 0, high = 1
            require tau > 0, low < high
            state v = low
            input x
            v = min(high, max(low, v + dt / tau * (x - v)))
            output v
            """);
    assertEquals(
        "checked: expected dt <= 0.01, got dt = 0.02: v decays with a time constant of 0.01"
            + " {tau=0.01}, and overshoots in longer steps",
        Refusals.refused(() -> checked.with("tau", 0.01).dt(0.02).cell()));
  }

  @Test
  void aNeuronOfOnesOwnLearns() {
    Tensor rates = Tensor.rand(random, 4, 20);
    Tensor patterns = Tensor.zeros(20, 4, 20);
    int[] labels = {0, 1, 2, 3};
    for (int e = 0; e < patterns.size(); e++) {
      patterns.data()[e] = 4 * rates.data()[e % 80];
    }
    float[] losses = new float[60];
    Workspace workspace = new Workspace();
    // snippet begins
    var neuron =
        Neuron.parse(
                """
                model two_adaptations
                parameters tau_mem_inv = 100 (1/s), tau_fast_inv = 20 (1/s), tau_slow_inv = 2 (1/s)
                parameters fast = 0.2, slow = 0.05, v_th = 1
                require tau_mem_inv > 0, tau_fast_inv > 0, tau_slow_inv > 0
                state v = 0, a = 0, s = 0
                input x
                u = v + dt * tau_mem_inv * (x - v - a - s)
                z = spike(u - v_th)
                v = (1 - z) * u
                a = a - dt * tau_fast_inv * a + fast * z
                s = s - dt * tau_slow_inv * s + slow * z
                output z
                """)
            .learn("fast", "slow")
            .surrogate(Surrogate.SUPER, 10);
    var network =
        new SequentialState(new Linear(20, 50), neuron.cell(), new Linear(50, 4), new Li().cell());
    var adam = new Adam(network.parameters(), 0.01);
    for (int i = 0; i < 60; i++) {
      try (var tape = new Tape(workspace)) {
        var voltages = Lift.of(network).forward(tape.enter(patterns));
        var loss = Losses.crossEntropy(voltages.maxOverTime(), labels);
        tape.backward(loss);
        losses[i] = loss.data()[0];
      }
      adam.step();
    }
    // snippet ends
    assertEquals(Math.log(4), losses[0], 0.3, "at first it guesses");
    assertTrue(
        losses[59] < 0.2 * losses[0], "the loss fell from " + losses[0] + " to " + losses[59]);
    for (Parameter p : network.parameters()) {
      if (p.name().equals("slow") || p.name().equals("fast")) {
        assertNotEquals(p.name().equals("slow") ? 0.05f : 0.2f, p.data()[0], p.name());
      }
    }
  }

  @Test
  void adjointEquations() {
    // snippet begins
    var eventBased = new Lif().gradient(Gradient.ADJOINT).recurrent(20, 100);
    // snippet ends
    assertArrayEquals(new int[] {3, 8, 100}, eventBased.forward(Tensor.full(1f, 3, 8, 20)).shape());
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(Snippets.inTest(GuideTest.class), Snippets.inDocument(GUIDE));
  }

  @Test
  void everyModelOfTheGuideRunsForwardAndBackward() throws IOException {
    int run = 0;
    List<String> blocks = Snippets.blocks(GUIDE, "```text", "```");
    for (int b = 0; b < blocks.size(); b++) {
      if (!blocks.get(b).startsWith("model ") || isMessage(blocks, b + 1)) {
        continue;
      }
      Neuron neuron = Neuron.parse(blocks.get(b));
      if (neuron.model().hasAdjoint()) {
        neuron = neuron.gradient(Gradient.ADJOINT);
      }
      runs(neuron);
      run++;
    }
    assertTrue(run >= 7, run + " models");
  }

  private static void runs(Neuron neuron) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.full(1.5f, 40, 2, 3));
      var out = neuron.layer().run(x, null);
      tape.backward(out.output(), Tensor.full(1f, 40, 2, 3));
      Tensor gradient = Objects.requireNonNull(x.gradient(), neuron.toString());
      float[][] all = {out.output().toArray(), gradient.toArray()};
      for (float[] values : all) {
        for (float value : values) {
          assertTrue(Float.isFinite(value), neuron.toString());
        }
      }
      for (float[] column : ((NeuronState) out.state()).columns()) {
        assertTrue(Float.isFinite(column[0]), neuron.toString());
      }
    }
  }

  @Test
  void theErrorsOfTheGuideAreReal() throws IOException {
    List<String> blocks = Snippets.blocks(GUIDE, "```text", "```");
    int checked = 0;
    for (int b = 1; b < blocks.size(); b++) {
      if (isMessage(blocks, b)) {
        String wrong = blocks.get(b - 1);
        assertEquals(blocks.get(b), refused(() -> Neuron.parse(wrong)) + "\n");
        checked++;
      }
    }
    assertEquals(2, checked);
    String guide = Files.readString(Path.of(GUIDE)).replaceAll("\\s+", " ");
    assertTrue(guide.contains(refused(() -> new Lif().with("tau_mem", 1))));
    String checks =
        blocks.stream().filter(m -> m.startsWith("model checked")).findFirst().orElseThrow();
    assertTrue(guide.contains(refused(() -> Neuron.parse(checks).with("low", 2).cell())));
  }

  private static boolean isMessage(List<String> blocks, int b) {
    return b < blocks.size()
        && blocks.get(b).lines().findFirst().orElse("").matches("\\w+, line \\d+, column.*");
  }

  @Test
  void theTableOfSurrogatesIsComplete() throws IOException {
    List<String> lines = Files.readAllLines(Path.of(GUIDE));
    for (Surrogate surrogate : Surrogate.values()) {
      String row =
          lines.stream()
              .filter(line -> line.startsWith("| `" + surrogate + "` |"))
              .findFirst()
              .orElse("");
      String alpha = String.valueOf(surrogate.defaultAlpha()).replaceFirst("\\.0$", "");
      assertTrue(row.contains(" | " + alpha + " | "), surrogate + ": '" + row + "'");
      assertEquals(surrogate.isStochastic(), row.contains("drawn"), row);
    }
  }

  @Test
  void lifSavesOneValue() {
    NeuronModel lif = new Lif().model();
    List<Boolean> none = Collections.nCopies(lif.parameters().size(), false);
    assertEquals(1, lif.compile(new NeuronForm(Surrogate.SUPER, none, none, false)).saved());
  }
}
