package dev.sleipnir.kernels.neuron.graph;

import org.jspecify.annotations.Nullable;

/** Simplest nodes with the value of an operation. */
final class Simplify {
  private Simplify() {}

  static @Nullable Node apply(Graph graph, Op op, Node[] a) {
    return null;
  }
}
