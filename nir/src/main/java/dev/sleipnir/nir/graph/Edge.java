package dev.sleipnir.nir.graph;

/**
 * What one node puts out goes into another.
 *
 * @param source name of the node that puts it out
 * @param target name of the node that it goes into
 */
public record Edge(String source, String target) {
  @Override
  public String toString() {
    return source + " -> " + target;
  }
}
