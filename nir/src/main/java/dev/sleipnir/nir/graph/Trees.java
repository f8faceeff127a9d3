package dev.sleipnir.nir.graph;

import dev.sleipnir.model.exchange.NDArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Graphs as the groups of a file, and back: nothing is added, left out or judged. */
public final class Trees {
  private static final String VERSION = "version";
  private static final String NODE = "node";
  private static final String TYPE = "type";
  private static final String NODES = "nodes";
  private static final String EDGES = "edges";
  private static final String METADATA = "metadata";

  private Trees() {}

  /**
   * The graph that the groups of a file are.
   *
   * @param root the members of the file's root
   * @return what it holds
   * @throws IOException if a node has no type, or edges are no pairs; the message names the place
   */
  public static NirFile file(NirValue.Group root) throws IOException {
    if (!(root.members().get(NODE) instanceof NirValue.Group node)) {
      throw new IOException(
          "/: expected a group 'node' with the graph, got " + root.members().keySet());
    }
    return new NirFile(word(root.members().get(VERSION)), node(node, "/" + NODE));
  }

  private static @Nullable String word(@Nullable NirValue value) {
    return value instanceof NirValue.Text text && text.strings().size() == 1
        ? text.strings().getFirst()
        : null;
  }

  private static NirNode node(NirValue.Group group, String path) throws IOException {
    SequencedMap<String, NirValue> members = new LinkedHashMap<>(group.members());
    String type = word(members.remove(TYPE));
    if (type == null) {
      throw new IOException(
          path + ": expected a node with a 'type', got members " + group.members().keySet());
    }
    NirValue.Group metadata = NirValue.Group.EMPTY;
    if (members.get(METADATA) instanceof NirValue.Group kept) {
      metadata = kept;
      members.remove(METADATA);
    }
    if (!type.equals(NirGraph.TYPE)) {
      return new NirPrimitive(type, new NirValue.Group(members), metadata);
    }
    if (!(members.remove(NODES) instanceof NirValue.Group nodes)) {
      throw new IOException(path + ": expected a graph with a group 'nodes', got none");
    }
    SequencedMap<String, NirNode> all = new LinkedHashMap<>();
    for (Map.Entry<String, NirValue> child : nodes.members().entrySet()) {
      String place = path + "/" + NODES + "/" + child.getKey();
      if (!(child.getValue() instanceof NirValue.Group inner)) {
        throw new IOException(place + ": expected a group, a node, got a dataset");
      }
      all.put(child.getKey(), node(inner, place));
    }
    List<Edge> edges = edges(members.remove(EDGES), path + "/" + EDGES);
    return new NirGraph(all, edges, new NirValue.Group(members), metadata);
  }

  private static List<Edge> edges(@Nullable NirValue value, String path) throws IOException {
    List<Edge> edges = new ArrayList<>();
    if (value instanceof NirValue.Numbers(NDArray numbers) && numbers.size() == 0) {
      return edges; // what the NIR library writes where there are none
    }
    if (!(value instanceof NirValue.Text(List<String> names, List<Integer> shape))
        || shape.size() != 2
        || shape.getLast() != 2) {
      throw new IOException(path + ": expected pairs of names, (edges, 2), got " + kind(value));
    }
    for (int e = 0; e < names.size(); e += 2) {
      edges.add(new Edge(names.get(e), names.get(e + 1)));
    }
    return edges;
  }

  private static String kind(@Nullable NirValue value) {
    return switch (value) {
      case null -> "none";
      case NirValue.Group _ -> "a group";
      case NirValue.Text text -> "strings of shape " + text.shape();
      case NirValue.Numbers numbers -> "numbers: " + numbers.array();
    };
  }

  /**
   * The groups of a file that holds a graph.
   *
   * @param file what it holds
   * @return the members of the file's root
   */
  public static NirValue.Group tree(NirFile file) {
    SequencedMap<String, NirValue> root = new LinkedHashMap<>();
    if (file.version() != null) {
      root.put(VERSION, new NirValue.Text(file.version()));
    }
    root.put(NODE, tree(file.node()));
    return new NirValue.Group(root);
  }

  private static NirValue.Group tree(NirNode node) {
    SequencedMap<String, NirValue> members = new LinkedHashMap<>();
    switch (node) {
      case NirPrimitive primitive -> members.putAll(primitive.values().members());
      case NirGraph graph -> {
        SequencedMap<String, NirValue> nodes = new LinkedHashMap<>();
        graph.nodes().forEach((name, child) -> nodes.put(name, tree(child)));
        members.putAll(graph.extra().members());
        members.put(NODES, new NirValue.Group(nodes));
        List<String> names = new ArrayList<>();
        for (Edge edge : graph.edges()) {
          names.add(edge.source());
          names.add(edge.target());
        }
        members.put(EDGES, new NirValue.Text(names, List.of(graph.edges().size(), 2)));
      }
    }
    members.put(TYPE, new NirValue.Text(node.type()));
    if (!node.metadata().members().isEmpty()) {
      members.put(METADATA, node.metadata());
    }
    return new NirValue.Group(members);
  }
}
