package dev.sleipnir.nir.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Nodes by name and edges between them. A node may be a graph itself, with ports of its own. What
 * stands here is what a file says, right or wrong: {@link NirCheck} tells which.
 *
 * @param nodes the nodes
 * @param edges the edges, in the order of the file; several edges into one node add up
 * @param extra members that no graph has, kept
 * @param metadata what else the writer kept
 */
public record NirGraph(
    SequencedMap<String, NirNode> nodes,
    List<Edge> edges,
    NirValue.Group extra,
    NirValue.Group metadata)
    implements NirNode {
  /** What files call a graph. */
  public static final String TYPE = "NIRGraph";

  /** Copies the collections. */
  public NirGraph {
    nodes = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(nodes));
    edges = List.copyOf(edges);
  }

  /**
   * A graph without metadata.
   *
   * @param nodes the nodes by name
   * @param edges the edges
   */
  public NirGraph(Map<String, ? extends NirNode> nodes, List<Edge> edges) {
    this(new LinkedHashMap<>(nodes), edges, NirValue.Group.EMPTY, NirValue.Group.EMPTY);
  }

  @Override
  public String type() {
    return TYPE;
  }
}
