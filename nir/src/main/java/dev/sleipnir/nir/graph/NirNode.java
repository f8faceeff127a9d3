package dev.sleipnir.nir.graph;

/** A node of a graph: a primitive, or a graph in its place. */
public sealed interface NirNode permits NirPrimitive, NirGraph {
  /** {@return the name of its kind in files: {@code LIF}, {@code NIRGraph}} */
  String type();

  /** {@return what else its writer kept; nothing in it changes what the node computes} */
  NirValue.Group metadata();
}
