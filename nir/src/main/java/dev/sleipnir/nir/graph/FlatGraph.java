package dev.sleipnir.nir.graph;

import dev.sleipnir.nir.graph.NirFinding.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A graph without graphs in it: their nodes are named by their paths, {@code lif1/lif}, and their
 * ports are gone, since what goes into a port comes out of it. Edges stand once each.
 *
 * @param nodes the primitives by path
 * @param edges the edges between them
 */
record FlatGraph(SequencedMap<String, NirPrimitive> nodes, List<Edge> edges) {

  /** Flattens a graph; what is wrong with its edges is told. */
  static FlatGraph of(NirGraph graph, Consumer<NirFinding> found) {
    var flat = new Flattening(found);
    flat.add(graph, "");
    return flat.withoutInnerPorts();
  }

  /** The nodes that feed a node, in the order of edges. */
  List<String> into(String node) {
    return edges.stream().filter(e -> e.target().equals(node)).map(Edge::source).toList();
  }

  /** The nodes that a node feeds, in the order of edges. */
  List<String> outOf(String node) {
    return edges.stream().filter(e -> e.source().equals(node)).map(Edge::target).toList();
  }

  /** The nodes of a type. */
  List<String> ofType(NirType type) {
    return nodes.entrySet().stream()
        .filter(node -> node.getValue().known() == type)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All nodes that edges lead to from some, these included. */
  Set<String> reachedFrom(List<String> starts, boolean backwards) {
    Map<String, List<String>> next = new LinkedHashMap<>();
    for (Edge edge : edges) {
      String from = backwards ? edge.target() : edge.source();
      next.computeIfAbsent(from, _ -> new ArrayList<>())
          .add(backwards ? edge.source() : edge.target());
    }
    Set<String> reached = new LinkedHashSet<>(starts);
    List<String> open = new ArrayList<>(starts);
    while (!open.isEmpty()) {
      for (String to : next.getOrDefault(open.removeLast(), List.of())) {
        if (reached.add(to)) {
          open.add(to);
        }
      }
    }
    return reached;
  }

  private static final class Flattening {
    private final Consumer<NirFinding> found;
    private final SequencedMap<String, NirPrimitive> nodes = new LinkedHashMap<>();
    private final SequencedSet<Edge> edges = new LinkedHashSet<>();
    private final SequencedSet<String> innerPorts = new LinkedHashSet<>();

    Flattening(Consumer<NirFinding> found) {
      this.found = found;
    }

    /** What edges to a node lead to, and what edges from it come from. */
    private record Ends(List<String> into, List<String> outOf) {}

    private Ends add(NirGraph graph, String path) {
      Map<String, Ends> ends = new LinkedHashMap<>();
      Map<String, String> named = new LinkedHashMap<>();
      graph.nodes().keySet().forEach(name -> named.put(name, name));
      List<String> inputs = new ArrayList<>();
      List<String> outputs = new ArrayList<>();
      graph
          .nodes()
          .forEach(
              (name, node) -> {
                String place = path + name;
                switch (node) {
                  case NirGraph inner -> {
                    Ends ports = add(inner, place + "/");
                    ends.put(name, ports);
                    // An edge may say which of several ports: lif1.input.
                    for (String port : ports.into()) {
                      String called = name + "." + port.substring(place.length() + 1);
                      if (named.putIfAbsent(called, name) == null) {
                        ends.put(called, new Ends(List.of(port), List.of()));
                      }
                    }
                    for (String port : ports.outOf()) {
                      String called = name + "." + port.substring(place.length() + 1);
                      if (named.putIfAbsent(called, name) == null) {
                        ends.put(called, new Ends(List.of(), List.of(port)));
                      }
                    }
                  }
                  case NirPrimitive primitive -> {
                    nodes.put(place, primitive);
                    ends.put(name, new Ends(List.of(place), List.of(place)));
                    if (primitive.known() == NirType.INPUT) {
                      inputs.add(place);
                    } else if (primitive.known() == NirType.OUTPUT) {
                      outputs.add(place);
                    }
                  }
                }
              });
      if (!path.isEmpty()) {
        innerPorts.addAll(inputs);
        innerPorts.addAll(outputs);
        requireSome(path, "input", inputs);
        requireSome(path, "output", outputs);
      }
      var once = new LinkedHashSet<Edge>();
      for (Edge edge : Repair.edges(graph, named, path, found)) {
        if (!once.add(edge)) {
          found.accept(
              new NirFinding(
                  Code.DUPLICATE, trim(path), "expected each edge once, got " + edge + " again"));
          continue;
        }
        Ends from = ends.get(edge.source());
        Ends to = ends.get(edge.target());
        if (from == null || to == null) {
          continue; // told before
        }
        requireNamed(path, edge.source(), from.outOf());
        requireNamed(path, edge.target(), to.into());
        for (String source : from.outOf()) {
          for (String target : to.into()) {
            edges.add(new Edge(source, target));
          }
        }
      }
      return new Ends(inputs, outputs);
    }

    private void requireSome(String path, String what, List<String> ports) {
      if (ports.isEmpty()) {
        found.accept(
            new NirFinding(
                Code.PORT,
                trim(path),
                "expected an " + what + " of a graph within a graph, got none"));
      }
    }

    private void requireNamed(String path, String name, List<String> ports) {
      if (ports.size() > 1) {
        found.accept(
            new NirFinding(
                Code.PORT,
                path + name,
                "expected edges that name one of the ports "
                    + ports
                    + ", "
                    + name
                    + "."
                    + ports.getFirst().substring(path.length() + name.length() + 1)
                    + ", got '"
                    + name
                    + "'"));
      }
    }

    FlatGraph withoutInnerPorts() {
      for (String port : innerPorts) {
        List<Edge> into = edges.stream().filter(e -> e.target().equals(port)).toList();
        List<Edge> outOf = edges.stream().filter(e -> e.source().equals(port)).toList();
        into.forEach(edges::remove);
        outOf.forEach(edges::remove);
        nodes.remove(port);
        for (Edge in : into) {
          for (Edge out : outOf) {
            edges.add(new Edge(in.source(), out.target()));
          }
        }
      }
      return new FlatGraph(nodes, List.copyOf(edges));
    }

    private static String trim(String path) {
      return path.isEmpty() ? path : path.substring(0, path.length() - 1);
    }
  }
}
