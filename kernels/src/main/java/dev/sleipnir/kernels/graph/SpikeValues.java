package dev.sleipnir.kernels.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Numbers that are 0 or 1: arithmetic with them is selection. */
final class SpikeValues {
  private SpikeValues() {}

  /** Whether a node is 1 where a condition holds and 0 elsewhere, or the other way round. */
  static boolean isSelection(Value node) {
    return node.op() == Op.SELECT && isBit(node.argument(1)) && isBit(node.argument(2));
  }

  private static boolean isBit(Value node) {
    return node.isConstant(0) || node.isConstant(1);
  }

  /** Whether a node is always 0 or 1: no node on the way to what it is made of says otherwise. */
  static boolean isBinary(Value root) {
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Value node = open.pop();
      if (!seen.add(node)) {
        continue;
      }
      switch (node.op()) {
        case SPIKE -> {}
        case SELECT -> {
          open.push(node.argument(2));
          open.push(node.argument(1));
        }
        case DETACH, COPY, MULTIPLY -> node.arguments().forEach(open::push);
        default -> {
          if (node.op() == Op.SUBTRACT && node.argument(0).isConstant(1)) {
            open.push(node.argument(1));
          } else if (!isBit(node)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** A selection between 0 and 1 times a number. */
  static Value times(Graph graph, Value selection, Value x) {
    Value zero = graph.constant(0);
    return graph.node(
        Op.SELECT,
        selection.argument(0),
        selection.argument(1).isConstant(1) ? x : zero,
        selection.argument(2).isConstant(1) ? x : zero);
  }

  /** (1 - z) a + z b as one node, in either order, if z is a spike. */
  static @Nullable Value mix(Graph graph, Value first, Value second) {
    Value mix = mixInOrder(graph, first, second);
    return mix != null ? mix : mixInOrder(graph, second, first);
  }

  private static @Nullable Value mixInOrder(Graph graph, Value silent, Value fired) {
    if (silent.op() != Op.MULTIPLY || fired.op() != Op.MULTIPLY) {
      return null;
    }
    for (int s = 0; s < 2; s++) {
      Value complement = silent.argument(s);
      if (complement.op() != Op.SUBTRACT || !complement.argument(0).isConstant(1)) {
        continue;
      }
      Value z = complement.argument(1);
      for (int f = 0; f < 2; f++) {
        if (fired.argument(f).equals(z) && isBinary(z)) {
          return graph.node(Op.MIX, z, silent.argument(1 - s), fired.argument(1 - f));
        }
      }
    }
    return null;
  }

  /** The sum of two selections on one condition of which one is 0 on each side. */
  static @Nullable Value mergeSelections(Graph graph, Value a, Value b) {
    if (a.op() != Op.SELECT || b.op() != Op.SELECT || !a.argument(0).equals(b.argument(0))) {
      return null;
    }
    if (a.argument(1).isConstant(0) && b.argument(2).isConstant(0)) {
      return graph.node(Op.SELECT, a.argument(0), b.argument(1), a.argument(2));
    }
    if (a.argument(2).isConstant(0) && b.argument(1).isConstant(0)) {
      return graph.node(Op.SELECT, a.argument(0), a.argument(1), b.argument(2));
    }
    return null;
  }

  /** The condition under which a number that is 0 or 1 is 1. */
  static Value condition(Graph graph, Value binary) {
    Deque<Value> all = new ArrayDeque<>();
    Value rest = binary;
    while (rest.op() == Op.SELECT && !isChoice(rest)) {
      if (rest.argument(1).isConstant(0)) {
        all.push(graph.node(Op.NOT, rest.argument(0)));
        rest = rest.argument(2);
      } else if (rest.argument(2).isConstant(0)) {
        all.push(rest.argument(0));
        rest = rest.argument(1);
      } else {
        break;
      }
    }
    Value condition;
    if (isChoice(rest)) {
      boolean direct = rest.argument(1).isConstant(1);
      condition = direct ? rest.argument(0) : graph.node(Op.NOT, rest.argument(0));
    } else {
      condition = graph.node(Op.GREATER, rest, graph.constant(0));
    }
    while (!all.isEmpty()) {
      condition = graph.node(Op.AND, all.pop(), condition);
    }
    return condition;
  }

  /** Whether a node is 1 or 0 as a condition says. */
  private static boolean isChoice(Value node) {
    return isSelection(node) && !node.argument(1).equals(node.argument(2));
  }
}
