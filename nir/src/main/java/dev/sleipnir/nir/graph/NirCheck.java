package dev.sleipnir.nir.graph;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.nir.graph.NirFinding.Code;
import dev.sleipnir.nir.graph.NirType.Member;
import dev.sleipnir.nir.graph.ResolvedGraph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tells what is wrong with a graph, and finds shapes and order of one that is right. */
public final class NirCheck {
  private final List<NirFinding> findings = new ArrayList<>();
  private final FlatGraph graph;
  private final Map<String, NirPrimitive> nodes;
  private final Map<String, int[]> out = new HashMap<>();
  private final Map<String, int[]> in = new HashMap<>();

  private NirCheck(NirGraph graph) {
    this.graph = FlatGraph.of(graph, findings::add);
    nodes = new LinkedHashMap<>(this.graph.nodes());
  }

  /**
   * Everything that is wrong with a graph or looks so.
   *
   * @param graph the graph
   * @return errors and warnings; none if all is well
   */
  public static List<NirFinding> check(NirGraph graph) {
    var check = new NirCheck(graph);
    check.resolve();
    return List.copyOf(check.findings);
  }

  /**
   * Shapes and order of a graph.
   *
   * @param graph the graph
   * @return the graph, ready to be run
   * @throws NirException if it cannot be run; it has all that was found
   */
  public static ResolvedGraph resolve(NirGraph graph) throws NirException {
    var check = new NirCheck(graph);
    ResolvedGraph resolved = check.resolve();
    if (resolved != null) {
      return resolved;
    }
    throw new NirException(check.findings);
  }

  private boolean hasErrors() {
    return findings.stream().anyMatch(NirFinding::isError);
  }

  private void tell(Code code, String node, String message) {
    findings.add(new NirFinding(code, node, message));
  }

  private @Nullable ResolvedGraph resolve() {
    boolean right = true;
    for (Map.Entry<String, NirPrimitive> node : nodes.entrySet()) {
      right &= Members.check(node.getKey(), node.getValue(), findings::add);
    }
    nodes.replaceAll((_, node) -> node.withoutExtras());
    List<String> inputs = graph.ofType(NirType.INPUT);
    List<String> outputs = graph.ofType(NirType.OUTPUT);
    checkPorts(inputs, outputs);
    Order.Plan plan;
    try {
      plan = Order.of(graph);
    } catch (Order.Timeless e) {
      tell(Code.CYCLE, "", String.valueOf(e.getMessage()));
      return null;
    }
    if (!right) {
      return null;
    }
    dropBatchOfInputs(inputs);
    infer(plan);
    if (hasErrors()) {
      return null;
    }
    List<Node> order = plan.nodes().stream().map(name -> node(name, plan.delayed())).toList();
    return new ResolvedGraph(order, inputs, outputs, List.copyOf(findings));
  }

  private Node node(String name, Set<Edge> delayed) {
    NirPrimitive primitive = Objects.requireNonNull(nodes.get(name));
    List<String> now = new ArrayList<>();
    List<String> before = new ArrayList<>();
    for (String source : graph.into(name)) {
      (delayed.contains(new Edge(source, name)) ? before : now).add(source);
    }
    return new Node(
        name,
        Objects.requireNonNull(primitive.known()),
        primitive,
        list(in.get(name)),
        list(out.get(name)),
        now,
        before);
  }

  private static List<Integer> list(int @Nullable [] shape) {
    return IntStream.of(Objects.requireNonNull(shape)).boxed().toList();
  }

  private void checkPorts(List<String> inputs, List<String> outputs) {
    checkPort("input", inputs);
    checkPort("output", outputs);
    if (inputs.isEmpty() || outputs.isEmpty()) {
      return;
    }
    Set<String> fed = graph.reachedFrom(inputs, false);
    Set<String> used = graph.reachedFrom(outputs, true);
    for (String node : nodes.keySet()) {
      if (!fed.contains(node)) {
        tell(Code.UNREACHABLE, node, "expected a way from an input, got none");
      } else if (!used.contains(node)) {
        tell(Code.UNREACHABLE, node, "expected a way to an output, got none");
      }
    }
  }

  private void checkPort(String what, List<String> ports) {
    if (ports.isEmpty()) {
      tell(Code.PORT, "", "expected an " + what + ", got none");
    } else if (ports.size() > 1) {
      tell(Code.PORTS, "", "expected one " + what + ", got " + ports + ", each by its name");
    }
  }

  // ---- shapes

  /** An input of one image more than the convolution behind it takes. */
  private void dropBatchOfInputs(List<String> inputs) {
    for (String input : inputs) {
      NirPrimitive port = Objects.requireNonNull(nodes.get(input));
      int[] shape = Objects.requireNonNull(Shapes.declared(port));
      for (String next : graph.outOf(input)) {
        int rank = rank(Objects.requireNonNull(nodes.get(next)));
        if (rank > 0 && shape.length == rank + 1 && shape[0] == 1) {
          int[] sample = Arrays.copyOfRange(shape, 1, shape.length);
          tell(Code.BATCH, input, "expected a shape without batch, got " + Shapes.text(shape));
          nodes.put(input, NirPrimitive.port(NirType.INPUT, sample));
          break;
        }
      }
    }
  }

  /** How many axes go in; 0 for any number. */
  private static int rank(NirPrimitive node) {
    return switch (node.known()) {
      case CONV1D -> 2;
      case CONV2D, SUM_POOL2D, AVG_POOL2D -> 3;
      case null, default -> 0;
    };
  }

  private void infer(Order.Plan plan) {
    boolean more = true;
    while (more && !hasErrors()) {
      more = false;
      for (String name : plan.nodes()) {
        if (!out.containsKey(name)) {
          more |= infer(name);
        }
      }
    }
    for (String name : plan.nodes()) {
      if (!hasErrors() && !out.containsKey(name)) {
        tell(Code.SHAPE, name, "expected a shape that follows from the graph, got none");
      }
    }
    for (Edge edge : graph.edges()) {
      int[] from = out.get(edge.source());
      int[] to = in.get(edge.target());
      if (!hasErrors() && from != null && to != null && !Arrays.equals(from, to)) {
        checkEdge(edge, from, to);
      }
    }
  }

  private void checkEdge(Edge edge, int[] from, int[] to) {
    boolean same =
        Arrays.equals(
            Arrays.stream(from).filter(a -> a != 1).toArray(),
            Arrays.stream(to).filter(a -> a != 1).toArray());
    NirPrimitive target = Objects.requireNonNull(nodes.get(edge.target()));
    String message =
        "expected " + Shapes.text(to) + ", got " + Shapes.text(from) + " from " + edge.source();
    if (same && target.known() == NirType.OUTPUT) {
      tell(Code.BATCH, edge.target(), message + ", which is taken");
      in.put(edge.target(), from);
      out.put(edge.target(), from);
    } else {
      tell(Code.SHAPE, edge.target(), message);
    }
  }

  private boolean infer(String name) {
    NirPrimitive node = Objects.requireNonNull(nodes.get(name));
    int[] shape = null;
    if (node.known() == NirType.INPUT || node.known() == NirType.OUTPUT) {
      shape = Shapes.declared(node);
    }
    for (String source : graph.into(name)) {
      shape = shape == null ? out.get(source) : shape;
    }
    if (shape == null) {
      shape = Shapes.declared(node);
    }
    if (shape == null) {
      return false;
    }
    try {
      NirPrimitive fitting = fitted(name, node, shape);
      nodes.put(name, fitting);
      in.put(name, shape);
      out.put(name, Shapes.output(fitting, shape));
    } catch (Shapes.Misfit e) {
      findings.add(e.at(name));
    }
    return true;
  }

  /** A node with axes for a batch dropped, where its input has none. */
  private NirPrimitive fitted(String name, NirPrimitive node, int[] shape) {
    NirType type = Objects.requireNonNull(node.known());
    if (type == NirType.FLATTEN && Shapes.countsBatch(node, shape)) {
      tell(
          Code.BATCH, name, "expected axes without batch, got start_dim and end_dim that count it");
    }
    if (!type.isElementwise()) {
      return node;
    }
    NirPrimitive fitting = node;
    boolean dropped = false;
    boolean spread = false;
    for (Member member : type.members()) {
      NDArray array = node.array(member.name());
      if (array == null) {
        continue;
      }
      int[] had = array.shape();
      if (had.length == shape.length + 1
          && had[0] == 1
          && Arrays.equals(Arrays.copyOfRange(had, 1, had.length), shape)) {
        fitting = fitting.with(member.name(), reshaped(array, shape));
        dropped = true;
      } else if (array.size() == 1 && !Arrays.equals(had, shape) && !member.name().equals("w_in")) {
        spread = true;
      }
    }
    if (dropped) {
      tell(
          Code.BATCH,
          name,
          "expected parameters without batch, got " + Shapes.text(Shapes.each(node)));
    }
    if (spread) {
      tell(
          Code.BROADCAST,
          name,
          "expected parameters of shape " + Shapes.text(shape) + ", got one value for all");
    }
    return fitting;
  }

  private static NDArray reshaped(NDArray array, int[] shape) {
    return NDArray.of(array.toDoubles(), shape).as(array.dtype());
  }
}
