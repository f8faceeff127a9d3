package dev.sleipnir.kernels.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The choice of saved values beside a search through all choices. */
class SavedValuesTest {
  private static final int OPERATIONS = 9;

  private final Random random = new Random(31);
  private final List<Value> forward = new ArrayList<>();

  private Value any() {
    return forward.get(random.nextInt(forward.size()));
  }

  private Value number() {
    while (true) {
      Value node = any();
      if (!node.op().isCondition()) {
        return node;
      }
    }
  }

  /** A random graph, the last nodes likelier to be needed. */
  private List<Value> backward(Graph graph) {
    forward.clear();
    forward.add(graph.leaf(Op.PARAMETER, 0));
    for (int i = 0; i < 3; i++) {
      forward.add(graph.leaf(i == 0 ? Op.SERIES : Op.CARRIED, i));
    }
    for (int i = 0; i < OPERATIONS; i++) {
      Value node =
          switch (random.nextInt(6)) {
            case 0 -> graph.node(Op.EXP, number());
            case 1 -> graph.node(Op.LESS, number(), number());
            case 2 -> graph.node(Op.MULTIPLY, number(), number());
            case 3 -> graph.node(Op.MAX, number(), number());
            default -> graph.node(Op.ADD, number(), number());
          };
      if (!forward.contains(node)) {
        forward.add(node);
      }
    }
    List<Value> needed = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      needed.add(forward.get(Math.max(random.nextInt(forward.size()), 4)));
    }
    return needed;
  }

  private static boolean varies(Value node) {
    return node.op() == Op.SERIES
        || node.op() == Op.CARRIED
        || node.arguments().stream().anyMatch(SavedValuesTest::varies);
  }

  private static boolean known(Value node, Set<Value> saved) {
    return saved.contains(node)
        || !varies(node)
        || (!node.op().isLeaf() && node.arguments().stream().allMatch(a -> known(a, saved)));
  }

  @Test
  void areTheFewestThatSuffice() {
    int several = 0;
    for (int round = 0; round < 400; round++) {
      Graph graph = new Graph();
      List<Value> needed = backward(graph);
      int first = graph.size();
      Value gradient = graph.leaf(Op.SERIES, 9);
      List<Value> roots = new ArrayList<>();
      for (Value node : needed) {
        roots.add(
            node.op().isCondition()
                ? graph.node(Op.SELECT, node, gradient, graph.constant(0.25))
                : graph.node(Op.MULTIPLY, gradient, node));
      }
      List<Value> saved = SavedValues.of(roots, first);
      assertTrue(saved.stream().noneMatch(n -> n.op().isCondition() || n.id() >= first));
      assertTrue(needed.stream().allMatch(n -> known(n, new HashSet<>(saved))), needed::toString);
      assertEquals(fewest(needed), saved.size(), () -> needed + " from " + saved);
      several += saved.size() > 1 ? 1 : 0;
    }
    assertTrue(several > 100, "too easy: " + several);
  }

  private int fewest(List<Value> needed) {
    List<Value> candidates =
        forward.stream().filter(n -> !n.op().isCondition() && varies(n)).toList();
    int fewest = candidates.size();
    for (int choice = 0; choice < 1 << candidates.size(); choice++) {
      if (Integer.bitCount(choice) < fewest) {
        Set<Value> saved = new HashSet<>();
        for (int c = 0; c < candidates.size(); c++) {
          if ((choice >> c & 1) != 0) {
            saved.add(candidates.get(c));
          }
        }
        if (needed.stream().allMatch(n -> known(n, saved))) {
          fewest = saved.size();
        }
      }
    }
    return fewest;
  }
}
