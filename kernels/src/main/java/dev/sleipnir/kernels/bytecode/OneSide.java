package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is needed for one side of a choice alone: where no neuron of a vector chooses that side, it
 * need not be evaluated.
 *
 * @param side which argument of the choice
 * @param nodes the nodes that are needed for nothing else
 */
record OneSide(int side, Set<Value> nodes) {
  private static final int YES = 1;
  private static final int NO = 2;

  /** The side of a choice that is worth a branch: one with an elementary function; else null. */
  static @Nullable OneSide of(
      Value choice, List<Value> order, Map<Value, Integer> uses, Set<Value> evaluated) {
    for (int side : new int[] {NO, YES}) {
      Set<Value> nodes = alone(choice.argument(side), order, uses, evaluated);
      if (nodes.stream().anyMatch(OneSide::isFunction)) {
        return new OneSide(side, nodes);
      }
    }
    return null;
  }

  boolean isNo() {
    return side == NO;
  }

  private static Set<Value> alone(
      Value top, List<Value> order, Map<Value, Integer> uses, Set<Value> evaluated) {
    Set<Value> nodes = new HashSet<>();
    Map<Value, Integer> inside = new HashMap<>(Map.of(top, 1));
    for (Value node : order.reversed()) {
      Integer known = inside.get(node);
      if (known != null && known.equals(uses.get(node)) && !evaluated.contains(node)) {
        nodes.add(node);
        node.arguments().forEach(argument -> inside.merge(argument, 1, Integer::sum));
      }
    }
    return nodes;
  }

  private static boolean isFunction(Value node) {
    return switch (node.op()) {
      case EXP, LOG, TANH, SIN, COS -> true;
      default -> false;
    };
  }
}
