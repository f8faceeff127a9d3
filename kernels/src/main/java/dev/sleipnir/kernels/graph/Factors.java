package dev.sleipnir.kernels.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What several products, or sums of products, have in common as a factor. */
final class Factors {
  /** What lies deeper is one factor: a square of squares has as many as there are paths. */
  private static final int DEEPEST = 10;

  private Factors() {}

  /**
   * The product of all factors that some nodes share.
   *
   * @param graph where nodes are made
   * @param nodes the nodes
   * @param local what a factor must depend on to be worth it
   * @return the factor, or null if there is none that depends on it
   */
  static @Nullable Value common(Graph graph, Collection<Value> nodes, Dependence local) {
    List<Value> shared = null;
    for (Value node : nodes) {
      List<Value> own = of(node);
      shared = shared == null ? own : intersection(shared, own);
    }
    return shared == null || shared.stream().noneMatch(local::of) ? null : product(graph, shared);
  }

  /** What is left of a node without a factor that {@link #common} found in it. */
  static Value without(Graph graph, Value node, Value factor) {
    Value rest = node;
    for (Value each : of(factor)) {
      rest = divided(graph, rest, each);
    }
    return rest;
  }

  private static Value product(Graph graph, List<Value> factors) {
    Value product = factors.getFirst();
    for (Value factor : factors.subList(1, factors.size())) {
      product = graph.node(Op.MULTIPLY, product, factor);
    }
    return product;
  }

  private static List<Value> of(Value node) {
    return of(node, DEEPEST);
  }

  private static List<Value> of(Value node, int depth) {
    if (depth == 0) {
      return List.of(node);
    }
    return switch (node.op()) {
      case CONSTANT -> List.of();
      case NEGATE -> of(node.argument(0), depth - 1);
      case MULTIPLY ->
          node.arguments().stream().flatMap(factor -> of(factor, depth - 1).stream()).toList();
      case ADD, SUBTRACT -> {
        List<Value> first = of(node.argument(0), depth - 1);
        List<Value> both = intersection(first, of(node.argument(1), depth - 1));
        yield both.isEmpty() ? List.of(node) : both;
      }
      default -> List.of(node);
    };
  }

  private static List<Value> intersection(List<Value> a, List<Value> b) {
    List<Value> rest = new ArrayList<>(b);
    return a.stream().filter(rest::remove).toList();
  }

  private static Value divided(Graph graph, Value node, Value factor) {
    if (node.equals(factor)) {
      return graph.constant(1);
    }
    return switch (node.op()) {
      case NEGATE -> graph.node(Op.NEGATE, divided(graph, node.argument(0), factor));
      case MULTIPLY -> {
        int side = of(node.argument(0)).contains(factor) ? 0 : 1;
        Value other = node.argument(1 - side);
        yield graph.node(Op.MULTIPLY, divided(graph, node.argument(side), factor), other);
      }
      case ADD, SUBTRACT ->
          graph.node(
              node.op(),
              divided(graph, node.argument(0), factor),
              divided(graph, node.argument(1), factor));
      default -> throw new AssertionError(node + " without " + factor);
    };
  }
}
