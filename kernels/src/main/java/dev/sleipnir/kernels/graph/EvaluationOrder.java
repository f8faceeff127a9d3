package dev.sleipnir.kernels.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The nodes a loop evaluates in each step, each after its arguments. */
public final class EvaluationOrder {
  private EvaluationOrder() {}

  /**
   * The nodes that what a loop stores is made of.
   *
   * @param loop a loop
   * @return the nodes, by id
   * @throws IllegalArgumentException if the loop cannot be run: a node is not an operation on
   *     numbers and conditions, or a place does not exist
   */
  public static List<Value> of(Loop loop) {
    checkStores(loop.seriesStores(), "series", loop.series());
    checkStores(loop.carriedStores(), "carried", loop.carried());
    Set<Value> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>();
    Stream.concat(loop.seriesStores().stream(), loop.carriedStores().stream())
        .map(Loop.Store::value)
        .forEach(open::push);
    while (!open.isEmpty()) {
      Value node = open.pop();
      if (seen.add(node)) {
        checkNode(node, loop);
        node.arguments().forEach(open::push);
      }
    }
    List<Value> order = new ArrayList<>(seen);
    order.sort(Comparator.comparingInt(Value::id));
    return List.copyOf(order);
  }

  private static void checkStores(List<Loop.Store> stores, String kind, int count) {
    Set<Integer> stored = new HashSet<>();
    for (Loop.Store store : stores) {
      checkIndex(kind, store.index(), count);
      checkKind("what is stored to " + kind + " " + store.index(), store.value(), false);
      if (!stored.add(store.index())) {
        throw new IllegalArgumentException(
            kind + " " + store.index() + ": expected one store, got more");
      }
    }
  }

  private static void checkNode(Value node, Loop loop) {
    switch (node.op()) {
      case CONSTANT -> {}
      case INVARIANT -> checkIndex("invariant", node.index(), loop.invariants());
      case COLUMN -> checkIndex("column", node.index(), loop.columns());
      case SERIES, STEP -> checkIndex("series", node.index(), loop.series());
      case CARRIED -> checkIndex("carried", node.index(), loop.carried());
      case PARAMETER, SPIKE, DETACH, COPY, MIX, POWER ->
          throw new IllegalArgumentException(
              "expected numbers, comparisons and choices only, got " + node.op());
      default -> {
        for (int a = 0; a < node.arguments().size(); a++) {
          boolean condition =
              switch (node.op()) {
                case AND, OR, NOT -> true;
                case SELECT -> a == 0;
                default -> false;
              };
          checkKind("argument " + a + " of " + node.op(), node.argument(a), condition);
        }
      }
    }
  }

  private static void checkIndex(String kind, int index, int count) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          kind + ": expected an index from 0 to " + (count - 1) + ", got " + index);
    }
  }

  private static void checkKind(String what, Value node, boolean condition) {
    if (node.op().isCondition() != condition) {
      throw new IllegalArgumentException(
          what + ": expected a " + (condition ? "condition" : "number") + ", got " + node.op());
    }
  }
}
