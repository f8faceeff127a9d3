package dev.sleipnir.kernels.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Expressions with some nodes replaced by others. */
final class Substitution {
  private final Graph graph;
  private final Map<Value, Value> replaced;

  /** New nodes are made in the graph; the map says what stands for what. */
  Substitution(Graph graph, Map<Value, Value> replacements) {
    this.graph = graph;
    replaced = new HashMap<>(replacements);
  }

  /** An expression with the replacements made. */
  Value of(Value node) {
    Traversal.visit(node, replaced::containsKey, n -> replaced.put(n, rebuilt(n)));
    return replacement(node);
  }

  private Value replacement(Value node) {
    return Objects.requireNonNull(replaced.get(node));
  }

  private Value rebuilt(Value node) {
    if (node.op().isLeaf()) {
      return node;
    }
    Value[] arguments = node.arguments().stream().map(this::replacement).toArray(Value[]::new);
    if (List.of(arguments).equals(node.arguments())) {
      return node;
    }
    return switch (node.op()) {
      case SPIKE ->
          graph.spike(
              arguments[0],
              Objects.requireNonNull(node.surrogate()),
              arguments.length > 1 ? arguments[1] : null);
      case COPY -> graph.copy(arguments[0]);
      case MIX -> mix(arguments);
      default -> graph.node(node.op(), arguments);
    };
  }

  /** A spike that is known by now makes a choice. */
  private Value mix(Value[] arguments) {
    if (arguments[0].op() == Op.CONSTANT) {
      return arguments[arguments[0].isConstant(0) ? 1 : 2];
    }
    return graph.node(Op.MIX, arguments);
  }
}
