package dev.sleipnir.kernels.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A walk over expressions, each node after its arguments, that is no deeper for deep ones. */
final class Traversal {
  private Traversal() {}

  /**
   * Visits what a node is made of, arguments before what is made of them, and the node; what is
   * done need not be visited, nor what it is made of.
   */
  static void visit(Value root, Predicate<Value> done, Consumer<Value> visitor) {
    List<Value> nodes = new ArrayList<>();
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Value node = open.pop();
      if (!done.test(node) && seen.add(node)) {
        nodes.add(node);
        node.arguments().forEach(open::push);
      }
    }
    nodes.sort(Comparator.comparingInt(Value::id));
    nodes.forEach(visitor);
  }
}
