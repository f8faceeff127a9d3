package dev.sleipnir.nir.graph;

import dev.sleipnir.nir.graph.NirFinding.Code;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Mends the one known defect of names: an exporter that calls a recurrent neuron by one name among
 * the nodes and by another in the edges.
 */
final class Repair {
  private Repair() {}

  /**
   * The edges of a graph, given the names that edges may have and what node each is of. If exactly
   * one name in them is no node's and exactly one node has no edge, the two are the same; else
   * every edge that leads nowhere is an error.
   */
  static List<Edge> edges(
      NirGraph graph, Map<String, String> named, String path, Consumer<NirFinding> found) {
    Set<String> unknown = new LinkedHashSet<>();
    Set<String> unused = new LinkedHashSet<>(graph.nodes().keySet());
    for (Edge edge : graph.edges()) {
      for (String name : List.of(edge.source(), edge.target())) {
        String node = named.get(name);
        if (node == null) {
          unknown.add(name);
        } else {
          unused.remove(node);
        }
      }
    }
    String place = path.isEmpty() ? path : path.substring(0, path.length() - 1);
    if (unknown.size() == 1 && unused.size() == 1) {
      String wrong = unknown.iterator().next();
      String right = unused.iterator().next();
      found.accept(
          new NirFinding(
              Code.EDGE_NAME,
              false,
              place,
              "expected edges between nodes, got '"
                  + wrong
                  + "', which no node is called, while '"
                  + right
                  + "' has no edge; taken for the same"));
      return graph.edges().stream().map(edge -> renamed(edge, wrong, right)).toList();
    }
    for (Edge edge : graph.edges()) {
      if (unknown.contains(edge.source()) || unknown.contains(edge.target())) {
        found.accept(
            new NirFinding(
                Code.EDGE,
                place,
                "expected an edge between two of the nodes "
                    + graph.nodes().keySet()
                    + ", got "
                    + edge));
      }
    }
    return graph.edges();
  }

  private static Edge renamed(Edge edge, String wrong, String right) {
    return new Edge(
        edge.source().equals(wrong) ? right : edge.source(),
        edge.target().equals(wrong) ? right : edge.target());
  }
}
