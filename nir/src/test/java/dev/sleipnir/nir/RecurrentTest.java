package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.nir.graph.Edge;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Circles of neurons and weights are recurrent cells, and go out as circles. */
class RecurrentTest {
  private static final double DT = 1e-3;
  @TempDir private Path folder;

  private static NirNetwork load(NirGraph graph, Convention convention) throws NirException {
    return Nir.load(graph, convention, DT, NirTime.SECONDS);
  }

  private static float[] run(NetworkModule module, Tensor xs) {
    return Lift.of(module).forward(xs).toArray();
  }

  /** 6 inputs, 5 neurons that drive each other, 4 that they drive. */
  private static NirGraph circle(NirPrimitive in, NirPrimitive back, Edge... more) {
    NirGraph chain =
        Samples.chain(
            new int[] {6},
            new int[] {4},
            in,
            Samples.cubaLif(5),
            Samples.linear(4, 5),
            Samples.lif(4));
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>(chain.nodes());
    nodes.put("back", back);
    List<Edge> edges = new ArrayList<>(chain.edges());
    edges.add(new Edge("1", "back"));
    edges.add(new Edge("back", "1"));
    edges.addAll(List.of(more));
    return new NirGraph(nodes, edges);
  }

  private static Tensor noise() {
    return Tensor.randn(new RandomStream(3), 30, 1, 6).scale(10f);
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void aCellIsItsCircle(Convention convention) throws NirException {
    if (convention.equations(NirType.CUBA_LIF) == null
        || convention.equations(NirType.LIF) == null) {
      return;
    }
    NirNetwork network = load(circle(Samples.linear(5, 6), Samples.linear(5, 5)), convention);
    boolean late = convention.hasLateCurrents() || convention == Convention.ROCKPOOL;
    assertEquals(!late, network.module().children().get("1") instanceof RecurrentCell);
    Tensor xs = noise();
    float[] first = run(network.module(), xs);
    assertArrayEquals(first, run(network.module(), xs), "a second run");
    assertArrayEquals(first, network.trace(xs).output("output").toArray());
    assertArrayEquals(first, network.forward(Map.of("input", xs)).get("output").toArray());
    Session session = Session.of(network.module(), 1, 6);
    for (int t = 0; t < 30; t++) {
      float[] y = session.step(Arrays.copyOfRange(xs.toArray(), t * 6, t * 6 + 6)).clone();
      assertArrayEquals(Arrays.copyOfRange(first, t * 4, t * 4 + 4), y, "step " + t);
    }
    try (var parallel = Parallel.of(3);
        var scope = new Scope(new Workspace(parallel))) {
      assertArrayEquals(
          first, Lift.of(network.module()).forward(scope.enter(xs)).toArray(), "three threads");
    }
  }

  @Test
  void whatIsNoCellStaysACircle() throws NirException {
    for (NirGraph graph :
        List.of(
            circle(Samples.affine(5, 6), Samples.linear(5, 5)),
            circle(Samples.linear(5, 6), Samples.affine(5, 5)),
            circle(Samples.linear(5, 6), Samples.linear(5, 5), new Edge("0", "back")),
            circle(Samples.linear(5, 6), Samples.linear(5, 5), new Edge("1", "1")))) {
      NirNetwork network = load(graph, Convention.EULER);
      ModuleGraph modules = assertInstanceOf(ModuleGraph.class, network.module());
      assertTrue(
          modules.children().values().stream().noneMatch(RecurrentCell.class::isInstance),
          modules::toString);
      assertArrayEquals(run(modules, noise()), network.trace(noise()).output("output").toArray());
    }
  }

  @Test
  void neuronsThatDoNotDriveThemselvesNeverWill() throws IOException {
    var network =
        new SequentialState(
            new Lif()
                .with("v_th", 0.2)
                .recurrentCell(RecurrentWeights.random(new RandomStream(1), 6, 5, false)),
            new Linear(new RandomStream(2), 5, 4));
    Path file = folder.resolve("cell.nir");
    assertEquals(List.of(), Nir.save(network, file, 6));
    NirNetwork loaded = Nir.load(file, Convention.EULER, DT);
    assertEquals(List.of("0", "1"), List.copyOf(loaded.module().children().keySet()));
    RecurrentCell cell = assertInstanceOf(RecurrentCell.class, loaded.module().children().get("0"));
    assertFalse(cell.weights().hasAutapses());
    Path again = folder.resolve("again.nir");
    Nir.save(loaded, again);
    assertEquals(Nir.read(file), Nir.read(again));
    // A diagonal that is there stays, whatever is said.
    NirGraph graph = Nir.read(file).graph();
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>(graph.nodes());
    nodes.put(
        "0.w_rec", ((NirPrimitive) nodes.get("0.w_rec")).with("weight", Samples.weights(5, 5)));
    RecurrentCell own =
        (RecurrentCell)
            load(new NirGraph(nodes, graph.edges()), Convention.EULER).module().children().get("0");
    assertTrue(own.weights().hasAutapses());
    assertEquals((float) Math.sin(1), own.weights().recurrent().value().toArray()[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "noDelay_noBias_subtract, true",
    "noDelay_noBias_subtract_subgraph, true",
    "noDelay_bias_zero, false",
  })
  void trainedBrailleGoesRound(String name, boolean isCell) throws IOException {
    float[] x = Npy.read(Samples.published("braille_sample0_u8.npy")).toFloats();
    Tensor xs = Tensor.of(x, 256, 1, 12);
    NirNetwork network =
        Nir.load(Samples.published("nirpaper_braille_" + name + ".nir"), Convention.EULER, 1e-4);
    assertEquals(
        isCell ? List.of("lif1", "fc2", "lif2") : List.of(),
        isCell ? List.copyOf(network.module().children().keySet()) : List.of());
    assertEquals(
        isCell,
        network.module().children().values().stream().anyMatch(RecurrentCell.class::isInstance));
    float[] expected = network.trace(xs).output("lif2").toArray();
    assertArrayEquals(expected, run(network.module(), xs));
    Path file = folder.resolve("braille.nir");
    for (int round = 0; round < 2; round++) {
      assertEquals(List.of(), Nir.save(network, file));
      network = Nir.load(file, Convention.EULER, 1e-4);
      assertArrayEquals(expected, run(network.module(), xs), "round " + round);
    }
  }

  @Test
  void whatWasTrainedHereGoesRoundAndIsTrainedFurther() throws IOException {
    RandomStream random = new RandomStream(1);
    int[] labels = {0, 1, 2, 3, 0, 1, 2, 3};
    Tensor xs = Tensor.zeros(40, 8, 12);
    for (int i = 0; i < xs.size(); i++) {
      boolean busy = i % 12 / 3 == labels[i / 12 % 8];
      xs.data()[i] = random.nextFloat() < (busy ? 0.4f : 0.1f) ? 1 : 0;
    }
    var network =
        new SequentialState(
            new Lif()
                .with("v_th", 0.3)
                .recurrentCell(RecurrentWeights.random(random, 12, 20, false)),
            new Linear(random, 20, 4),
            new LifBox().with("v_th", 0.2).cell());
    train(network, xs, labels);
    float[] expected = run(network, xs);
    Path file = folder.resolve("trained.nir");
    assertEquals(List.of(), Nir.save(network, file, 12));
    NirNetwork loaded = Nir.load(file, Convention.EULER, DT);
    assertArrayEquals(expected, run(loaded.module(), xs));
    float before = train(loaded.module(), xs, labels);
    float after = train(loaded.module(), xs, labels);
    assertTrue(after < before, before + " to " + after);
    float[] further = run(loaded.module(), xs);
    assertFalse(Arrays.equals(expected, further), "it learned");
    // The trace is that of the weights as they are now.
    assertArrayEquals(further, loaded.trace(xs).output("output").toArray());
    Nir.save(loaded, file);
    assertArrayEquals(further, run(Nir.load(file, Convention.EULER, DT).module(), xs));
    assertEquals(
        NDArray.of(((RecurrentCell) loaded.module().children().get("0")).weights().input().value()),
        ((NirPrimitive) Nir.read(file).graph().nodes().get("0.w_in")).need("weight"));
  }

  private static float train(NetworkModule network, Tensor xs, int[] labels) {
    var workspace = new Workspace();
    var adam = new Adam(network.parameters(), 0.02);
    float loss = 0;
    for (int epoch = 0; epoch < 5; epoch++) {
      try (var tape = new Tape(workspace)) {
        Tensor spikes = Lift.of(network).forward(tape.enter(xs));
        Tensor error = Losses.crossEntropy(Reduction.of(spikes, 0).mean().scale(20), labels);
        loss = error.toArray()[0];
        tape.backward(error);
      }
      adam.step();
    }
    return loss;
  }
}
