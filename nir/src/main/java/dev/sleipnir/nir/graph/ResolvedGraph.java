package dev.sleipnir.nir.graph;

import java.util.List;

/**
 * A graph that can be run: without graphs in it, every shape known, in an order in which it is
 * executed.
 *
 * @param nodes the nodes, each behind those it needs in the same step
 * @param inputs names of the inputs, at least one
 * @param outputs names of the outputs, at least one
 * @param findings what was noticed on the way; no errors
 */
public record ResolvedGraph(
    List<Node> nodes, List<String> inputs, List<String> outputs, List<NirFinding> findings) {
  /**
   * A node.
   *
   * @param name its path
   * @param type what it is
   * @param primitive its members, without axes for a batch
   * @param in shape of what goes in, without batch and time
   * @param out shape of what comes out
   * @param inputs the nodes whose outputs of the same step add up to its input
   * @param delayed the nodes whose outputs of the step before do: where a circle is cut, behind a
   *     neuron
   */
  public record Node(
      String name,
      NirType type,
      NirPrimitive primitive,
      List<Integer> in,
      List<Integer> out,
      List<String> inputs,
      List<String> delayed) {}

  /**
   * A node by its path.
   *
   * @param name the path
   * @return the node
   * @throws IllegalArgumentException if there is none
   */
  public Node node(String name) {
    for (Node node : nodes) {
      if (node.name().equals(name)) {
        return node;
      }
    }
    throw new IllegalArgumentException(
        "node: expected one of "
            + nodes.stream().map(Node::name).toList()
            + ", got '"
            + name
            + "'");
  }

  /** {@return how many edges carry the output of the step before} */
  public int cycles() {
    return nodes.stream().mapToInt(node -> node.delayed().size()).sum();
  }
}
