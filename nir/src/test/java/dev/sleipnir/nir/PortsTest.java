package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.nir.graph.Edge;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFinding;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs with several inputs and outputs, each by its name. */
class PortsTest {
  @TempDir private Path folder;

  /** Two senses meet in neurons: what these fire and what the second sense gives go out. */
  private static NirGraph senses() {
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    nodes.put("eye", NirPrimitive.port(NirType.INPUT, 2, 2));
    nodes.put("ear", NirPrimitive.port(NirType.INPUT, 3));
    nodes.put("flat", Samples.flatten(2, 2));
    nodes.put("see", Samples.linear(5, 4));
    nodes.put("hear", Samples.linear(5, 3));
    nodes.put("neurons", Samples.lif(5));
    nodes.put("back", Samples.linear(5, 5));
    nodes.put("spikes", NirPrimitive.port(NirType.OUTPUT, 5));
    nodes.put("sound", NirPrimitive.port(NirType.OUTPUT, 5));
    return new NirGraph(
        nodes,
        List.of(
            new Edge("eye", "flat"),
            new Edge("flat", "see"),
            new Edge("see", "neurons"),
            new Edge("ear", "hear"),
            new Edge("hear", "neurons"),
            new Edge("neurons", "back"),
            new Edge("back", "neurons"),
            new Edge("neurons", "spikes"),
            new Edge("hear", "sound")));
  }

  private static Tensor noise(int seed, int... shape) {
    return Tensor.randn(new RandomStream(seed), shape).scale(20f);
  }

  private static NirNetwork load(NirGraph graph) throws NirException {
    return Nir.load(graph, Convention.EULER, 1e-3, NirTime.SECONDS);
  }

  private static Map<String, Tensor> inputs(int batch) {
    return Map.of("eye", noise(1, 30, batch, 2, 2), "ear", noise(2, 30, batch, 3));
  }

  @Test
  void eachIsGivenAndFoundByItsName() throws IOException {
    NirNetwork network = load(senses());
    assertEquals(List.of("eye", "ear"), List.copyOf(network.inputShapes().keySet()));
    assertEquals(List.of("spikes", "sound"), List.copyOf(network.outputShapes().keySet()));
    assertArrayEquals(new int[] {2, 2}, network.inputShapes().get("eye"));
    for (int batch : new int[] {1, 3}) {
      Map<String, Tensor> xs = inputs(batch);
      SequencedMap<String, Tensor> ys = network.forward(xs);
      assertEquals(List.of("spikes", "sound"), List.copyOf(ys.keySet()));
      assertArrayEquals(new int[] {30, batch, 5}, ys.get("spikes").shape());
      NirNetwork.Traces traces = network.trace(xs);
      for (String name : ys.keySet()) {
        assertArrayEquals(traces.output(name).toArray(), ys.get(name).toArray(), name);
      }
      assertArrayEquals(plain(xs, batch), ys.get("spikes").toArray());
      float sum = 0;
      for (float z : ys.get("spikes").toArray()) {
        sum += z;
      }
      assertTrue(sum > 10, "it fires");
      NirNetwork again = load(Nir.graph(network).file().graph());
      assertArrayEquals(ys.get("spikes").toArray(), again.forward(xs).get("spikes").toArray());
      assertArrayEquals(ys.get("sound").toArray(), again.forward(xs).get("sound").toArray());
    }
    Path file = folder.resolve("senses.nir");
    assertEquals(List.of(), Nir.save(network, file));
    assertEquals(
        List.of("ear", "eye", "sound", "spikes"),
        Nir.read(file).graph().nodes().entrySet().stream()
            .filter(node -> node.getValue().type().matches("Input|Output"))
            .map(Map.Entry::getKey)
            .sorted()
            .toList());
  }

  /** Step by step, neuron by neuron. */
  private static float[] plain(Map<String, Tensor> xs, int batch) {
    float[] see = weights(5, 4);
    float[] hear = weights(5, 3);
    float[] back = weights(5, 5);
    float[] z = new float[30 * batch * 5];
    double[] v = new double[batch * 5];
    for (int t = 0; t < 30; t++) {
      for (int b = 0; b < batch; b++) {
        for (int n = 0; n < 5; n++) {
          double x = 0;
          for (int i = 0; i < 4; i++) {
            x += see[n * 4 + i] * xs.get("eye").toArray()[(t * batch + b) * 4 + i];
          }
          for (int i = 0; i < 3; i++) {
            x += hear[n * 3 + i] * xs.get("ear").toArray()[(t * batch + b) * 3 + i];
          }
          for (int i = 0; t > 0 && i < 5; i++) {
            x += back[n * 5 + i] * z[((t - 1) * batch + b) * 5 + i];
          }
          int at = b * 5 + n;
          // Parameters differ a little from neuron to neuron.
          double tau = 0.02 + n * 1e-6;
          v[at] += 1e-3 / tau * (n * 1e-6 - v[at] + (1 + n * 1e-6) * x);
          if (v[at] > 1 + n * 1e-6) {
            z[(t * batch + b) * 5 + n] = 1;
            v[at] = n * 1e-6;
          }
        }
      }
    }
    return z;
  }

  private static float[] weights(int... shape) {
    NDArray array = Samples.weights(shape);
    return array.toFloats();
  }

  @Test
  void severalInputsAreLearnedFrom() throws NirException {
    NirNetwork network = load(senses());
    Map<String, Tensor> xs = inputs(2);
    try (var tape = new Tape(new Workspace())) {
      SequencedMap<String, Tensor> ys =
          network.forward(
              Map.of("eye", tape.enter(xs.get("eye")), "ear", tape.enter(xs.get("ear"))));
      tape.backward(ys.get("spikes").sum().add(ys.get("sound").sum()));
    }
    network
        .module()
        .parameters()
        .forEach(
            parameter -> {
              float most = 0;
              for (float g : parameter.gradient()) {
                most = Math.max(most, Math.abs(g));
              }
              assertTrue(most > 0, parameter::name);
            });
  }

  @Test
  void otherNamesAndShapesAreRefused() throws NirException {
    NirNetwork network = load(senses());
    refused("[eye, ear], got [eye]", () -> network.forward(Map.of("eye", noise(1, 3, 1, 2, 2))));
    refused("by their names", () -> network.trace(noise(1, 3, 1, 2, 2)));
    refused("by their names", () -> Lift.of(network.module()).forward(noise(1, 3, 1, 2, 2)));
    refused(
        "time and batch",
        () -> network.forward(Map.of("eye", noise(1, 3, 1, 2, 2), "ear", noise(1, 4, 1, 3))));
    refused(
        "ear", () -> network.trace(Map.of("eye", noise(1, 3, 1, 2, 2), "ear", noise(1, 3, 1, 2))));
    refused(
        "at least 1",
        () -> network.trace(Map.of("eye", Tensor.zeros(0, 1, 2, 2), "ear", Tensor.zeros(0, 1, 3))));
    assertThrows(IllegalStateException.class, network::inputShape);
    assertThrows(IllegalStateException.class, network::outputShape);
    refused("inputs", () -> new ModuleGraph(List.of(), List.of(), "x"));
    refused("inputs", () -> new ModuleGraph(List.of("a", "a"), List.of(), "x"));
  }

  private static void refused(String expected, org.junit.jupiter.api.function.Executable run) {
    var e = assertThrows(IllegalArgumentException.class, run);
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e::getMessage);
  }

  /** The same graph within a graph: edges say which of its ports they mean. */
  @Test
  void graphsWithinGraphsHaveSeveralPortsToo() throws NirException {
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    nodes.put("eye", NirPrimitive.port(NirType.INPUT, 2, 2));
    nodes.put("ear", NirPrimitive.port(NirType.INPUT, 3));
    nodes.put("brain", senses());
    nodes.put("spikes", NirPrimitive.port(NirType.OUTPUT, 5));
    nodes.put("sound", NirPrimitive.port(NirType.OUTPUT, 5));
    NirGraph outer =
        new NirGraph(
            nodes,
            List.of(
                new Edge("eye", "brain.eye"),
                new Edge("ear", "brain.ear"),
                new Edge("brain.spikes", "spikes"),
                new Edge("brain.sound", "sound")));
    assertEquals(
        List.of(NirFinding.Code.PORTS, NirFinding.Code.PORTS),
        NirCheck.check(outer).stream().map(NirFinding::code).toList());
    Map<String, Tensor> xs = inputs(2);
    SequencedMap<String, Tensor> expected = load(senses()).forward(xs);
    SequencedMap<String, Tensor> got = load(outer).forward(xs);
    expected.forEach((name, y) -> assertArrayEquals(y.toArray(), got.get(name).toArray(), name));

    NirGraph vague =
        new NirGraph(
            nodes,
            List.of(
                new Edge("eye", "brain"),
                new Edge("ear", "brain.ear"),
                new Edge("brain.spikes", "spikes"),
                new Edge("brain.sound", "sound")));
    var e = assertThrows(NirException.class, () -> NirCheck.resolve(vague));
    assertTrue(
        String.valueOf(e.getMessage()).contains("NIR-E-PORT brain: expected edges that name"),
        e::getMessage);
  }
}
