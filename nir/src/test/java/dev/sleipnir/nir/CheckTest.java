package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.Edge;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFinding;
import dev.sleipnir.nir.graph.NirFinding.Code;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.nir.graph.NirValue;
import dev.sleipnir.nir.graph.ResolvedGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** What is wrong with a graph is found, and named. */
class CheckTest {
  private static final int[] ONE = {1};

  private static NirGraph around(NirPrimitive primitive, int[] in, int[] out) {
    return Samples.chain(in, out, primitive);
  }

  private static List<Code> codes(NirGraph graph) {
    return NirCheck.check(graph).stream().map(NirFinding::code).toList();
  }

  private static void error(Code code, String message, NirGraph graph) {
    List<NirFinding> found = NirCheck.check(graph);
    assertTrue(
        found.stream()
            .anyMatch(f -> f.code() == code && f.isError() && f.toString().contains(message)),
        found::toString);
    var e = assertThrows(NirException.class, () -> NirCheck.resolve(graph));
    assertEquals(found, e.findings());
  }

  private static void warning(Code code, NirGraph graph) throws NirException {
    assertEquals(List.of(code), codes(graph));
    assertTrue(NirCheck.resolve(graph).findings().toString().contains(code.text()));
  }

  private static NirPrimitive without(NirPrimitive primitive, String member) {
    SequencedMap<String, NirValue> members = new LinkedHashMap<>(primitive.values().members());
    members.remove(member);
    return new NirPrimitive(primitive.type(), new NirValue.Group(members), primitive.metadata());
  }

  private static NirGraph with(NirGraph graph, Edge... edges) {
    List<Edge> all = new ArrayList<>(graph.edges());
    all.addAll(List.of(edges));
    return new NirGraph(graph.nodes(), all);
  }

  @Test
  void aRightGraphHasNothing() {
    assertEquals(List.of(), codes(around(Samples.lif(3), new int[] {3}, new int[] {3})));
    assertEquals(List.of(), codes(Samples.chain(ONE, new int[] {2}, Samples.linear(2, 1))));
  }

  @Test
  void membersAreChecked() {
    NirPrimitive lif = Samples.lif(2);
    int[] two = {2};
    error(Code.MISSING, "'tau'", around(without(lif, "tau"), two, two));
    error(Code.UNEQUAL, "[3]", around(lif.with("r", Samples.each(1, 3)), two, two));
    error(Code.FINITE, "NaN", around(lif.with("r", Samples.each(Double.NaN, 2)), two, two));
    error(Code.RANGE, "tau > 0", around(lif.with("tau", Samples.each(0, 2)), two, two));
    error(
        Code.RANK,
        "[out, in]",
        around(new NirPrimitive(NirType.LINEAR, Map.of("weight", Samples.weights(2))), two, two));
    NirPrimitive affine = Samples.affine(2, 2);
    error(Code.BIAS, "2 values, got 3", around(affine.with("bias", Samples.weights(3)), two, two));
    error(
        Code.TYPE,
        "'Odd'",
        around(new NirPrimitive("Odd", NirValue.Group.EMPTY, NirValue.Group.EMPTY), two, two));
    NirPrimitive conv = Samples.conv2d(2, 1, 3, 1, 1);
    int[] image = {1, 4, 4};
    int[] out = {2, 4, 4};
    error(
        Code.GROUPS, "got 3", around(conv.with("groups", NDArray.of(new long[] {3})), image, out));
    error(Code.RANK, ">= 1", around(conv.with("stride", NirPrimitive.wholes(0, 1)), image, out));
    error(Code.RANK, ">= 0", around(conv.with("padding", NirPrimitive.wholes(-1)), image, out));
    SequencedMap<String, NirValue> words = new LinkedHashMap<>(conv.values().members());
    words.put("padding", new NirValue.Text("full"));
    NirPrimitive full = new NirPrimitive("Conv2d", new NirValue.Group(words), conv.metadata());
    error(Code.PADDING, "full", around(full, image, out));
  }

  @Test
  void shapesAreChecked() {
    error(Code.SHAPE, "[..., 3]", around(Samples.linear(2, 3), new int[] {4}, new int[] {2}));
    error(Code.SHAPE, "[3]", around(Samples.lif(2), new int[] {3}, new int[] {3}));
    error(Code.SHAPE, "[5]", around(Samples.linear(2, 3), new int[] {3}, new int[] {5}));
    error(Code.SHAPE, "3 axes", around(Samples.conv2d(1, 1, 3, 1, 0), new int[] {9}, ONE));
    error(
        Code.EMPTY,
        "at least 3",
        around(Samples.conv2d(1, 1, 3, 1, 0), new int[] {1, 2, 2}, new int[] {1, 0, 0}));
    error(
        Code.FLATTEN,
        "axes of [2, 2]",
        around(
            Samples.flatten(2, 2).with("end_dim", NDArray.of(new long[] {5})),
            new int[] {2, 2},
            new int[] {4}));
  }

  @Test
  void edgesAreChecked() throws NirException {
    NirGraph graph = around(Samples.lif(1), ONE, ONE);
    error(Code.EDGE, "0 -> nowhere", with(graph, new Edge("0", "nowhere"), new Edge("x", "0")));
    warning(Code.DUPLICATE, with(graph, new Edge("input", "0")));
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>(graph.nodes());
    nodes.put("alone", Samples.lif(1));
    error(Code.UNREACHABLE, "alone", new NirGraph(nodes, graph.edges()));
    error(
        Code.PORT,
        "output",
        new NirGraph(
            Map.of("input", NirPrimitive.port(NirType.INPUT, 1), "0", Samples.lif(1)),
            List.of(new Edge("input", "0"))));
  }

  @Test
  void severalPortsAreRight() throws NirException {
    NirGraph graph = around(Samples.lif(1), ONE, ONE);
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>(graph.nodes());
    nodes.put("second", NirPrimitive.port(NirType.INPUT, 1));
    NirGraph two = with(new NirGraph(nodes, graph.edges()), new Edge("second", "0"));
    warning(Code.PORTS, two);
    assertEquals(List.of("input", "second"), NirCheck.resolve(two).inputs());
  }

  @Test
  void theKnownWrongNameIsMendedOnlyWhereItIsOne() throws NirException {
    NirGraph right = around(Samples.lif(1), ONE, ONE);
    NirGraph wrong =
        new NirGraph(right.nodes(), List.of(new Edge("input", "lif"), new Edge("lif", "output")));
    assertEquals(List.of(Code.EDGE_NAME), codes(wrong));
    assertTrue(NirCheck.check(wrong).getFirst().toString().startsWith("warning NIR-E-EDGE-NAME"));
    assertEquals(NirCheck.resolve(right).nodes(), NirCheck.resolve(wrong).nodes());
    NirGraph two =
        new NirGraph(right.nodes(), List.of(new Edge("input", "a"), new Edge("b", "output")));
    error(Code.EDGE, "input -> a", two);
  }

  @Test
  void aCircleNeedsANeuron() throws NirException {
    NirGraph chain = Samples.chain(ONE, ONE, Samples.linear(1, 1), Samples.linear(1, 1));
    error(Code.CYCLE, "[0, 1]", with(chain, new Edge("1", "0")));
    NirGraph spiking =
        with(
            Samples.chain(ONE, ONE, Samples.lif(1), Samples.linear(1, 1), Samples.lif(1)),
            new Edge("2", "0"));
    ResolvedGraph resolved = NirCheck.resolve(spiking);
    assertEquals(1, resolved.cycles(), "only the edge back is late");
    assertEquals(List.of("2"), resolved.node("0").delayed());
  }

  @Test
  void whatLooksWrongIsTold() throws NirException {
    NirPrimitive lif = Samples.lif(1);
    warning(Code.DEFAULT, around(without(lif, "v_reset"), ONE, ONE));
    warning(Code.UNIT, around(lif.with("tau", Samples.each(20, 1)), ONE, ONE));
    warning(Code.THRESHOLD, around(lif.with("v_leak", Samples.each(2, 1)), ONE, ONE));
    warning(Code.THRESHOLD, around(lif.with("v_reset", Samples.each(2, 1)), ONE, ONE));
    warning(Code.EXTRA, around(lif.with("more", Samples.each(2, 1)), ONE, ONE));
    // What a type does not have is not looked at, whatever other types make of it.
    NirPrimitive linear = Samples.linear(1, 1).with("groups", Samples.each(2, 1));
    warning(Code.EXTRA, around(linear, ONE, ONE));
    NirPrimitive biased = Samples.linear(1, 1).with("bias", Samples.weights(1));
    assertEquals(List.of(Code.EXTRA), codes(around(biased, ONE, ONE)));
    Tensor one = Tensor.full(1, 1, 1, 1);
    assertArrayEquals(
        Samples.weights(1).toFloats(),
        Nir.load(around(biased, ONE, ONE), Convention.EULER, 1e-3, NirTime.SECONDS)
            .trace(one)
            .output("0")
            .toArray());
    warning(Code.BATCH, around(Samples.lif(1, 3), new int[] {3}, new int[] {3}));
    warning(Code.BATCH, around(Samples.lif(3), new int[] {3}, new int[] {1, 3}));
    warning(Code.BROADCAST, around(Samples.lif(), new int[] {3}, new int[] {3}));
  }
}
