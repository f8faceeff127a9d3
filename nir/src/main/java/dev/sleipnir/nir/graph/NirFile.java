package dev.sleipnir.nir.graph;

import org.jspecify.annotations.Nullable;

/**
 * What a file holds.
 *
 * @param version the version of the library that wrote it, or null; nothing follows from it
 * @param node the graph, or a lone primitive
 */
public record NirFile(@Nullable String version, NirNode node) {
  /**
   * The graph of the file.
   *
   * @return the node if it is a graph, else a graph with an input, the primitive and an output
   */
  public NirGraph graph() {
    return switch (node) {
      case NirGraph graph -> graph;
      case NirPrimitive primitive -> Shapes.alone(primitive);
    };
  }
}
