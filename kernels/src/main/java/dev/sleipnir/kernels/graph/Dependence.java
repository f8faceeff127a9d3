package dev.sleipnir.kernels.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Which nodes depend on leaves (or other nodes) of some kind. */
final class Dependence {
  private final Predicate<Value> source;
  private final Map<Value, Boolean> known = new HashMap<>();

  /** Dependence on these nodes. */
  Dependence(Predicate<Value> source) {
    this.source = source;
  }

  /** Whether a node is one of the sources or depends on one. */
  boolean of(Value node) {
    Boolean cached = known.get(node);
    if (cached == null) {
      Traversal.visit(node, known::containsKey, n -> known.put(n, compute(n)));
      cached = known(node);
    }
    return cached;
  }

  private boolean compute(Value node) {
    return source.test(node) || node.arguments().stream().anyMatch(this::known);
  }

  private boolean known(Value node) {
    return Objects.requireNonNull(known.get(node));
  }
}
