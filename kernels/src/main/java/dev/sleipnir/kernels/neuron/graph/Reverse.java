package dev.sleipnir.kernels.neuron.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Reverse-mode differentiation: from the gradient at some nodes to the gradient at all. */
final class Reverse {
  private final Graph graph;
  private final Node alpha;
  private final @Nullable Node window;
  private final Map<Node, Node> gradients = new HashMap<>();
  private final PriorityQueue<Node> open =
      new PriorityQueue<>(Comparator.comparingInt(Node::id).reversed());

  private Reverse(Graph graph, Node alpha, @Nullable Node window) {
    this.graph = graph;
    this.alpha = alpha;
    this.window = window;
  }

  /**
   * Differentiates.
   *
   * @param graph where nodes are made
   * @param alpha steepness of the surrogates
   * @param window distance from the threshold beyond which spikes have no gradient; null for none
   * @param seeds gradient of a scalar at some nodes
   * @return gradient of that scalar at all nodes these depend on; nodes it does not depend on are
   *     missing
   */
  static Map<Node, Node> gradients(
      Graph graph, Node alpha, @Nullable Node window, List<Map.Entry<Node, Node>> seeds) {
    Reverse reverse = new Reverse(graph, alpha, window);
    seeds.forEach(seed -> reverse.add(seed.getKey(), seed.getValue()));
    for (Node node = reverse.open.poll(); node != null; node = reverse.open.poll()) {
      reverse.propagate(node, Objects.requireNonNull(reverse.gradients.get(node)));
    }
    return reverse.gradients;
  }

  private void add(Node node, Node gradient) {
    if (node.op().isCondition() || node.op() == Op.CONSTANT) {
      return;
    }
    Node before = gradients.get(node);
    if (before == null) {
      gradients.put(node, gradient);
      open.add(node);
    } else {
      gradients.put(node, graph.node(Op.ADD, before, gradient));
    }
  }

  private void propagate(Node node, Node g) {
    List<Node> a = node.arguments();
    switch (node.op()) {
      case ADD -> {
        add(a.get(0), g);
        add(a.get(1), g);
      }
      case SUBTRACT -> {
        add(a.get(0), g);
        add(a.get(1), negated(g));
      }
      case MULTIPLY -> {
        add(a.get(0), times(g, a.get(1)));
        add(a.get(1), times(g, a.get(0)));
      }
      case DIVIDE -> {
        Node share = graph.node(Op.DIVIDE, g, a.get(1));
        add(a.get(0), share);
        add(a.get(1), negated(times(share, node)));
      }
      case MIN -> choose(graph.node(Op.LESS_EQUAL, a.get(0), a.get(1)), a.get(0), a.get(1), g);
      case MAX -> choose(graph.node(Op.GREATER_EQUAL, a.get(0), a.get(1)), a.get(0), a.get(1), g);
      case SELECT -> choose(a.get(0), a.get(1), a.get(2), g);
      case NEGATE -> add(a.get(0), negated(g));
      case ABS -> add(a.get(0), times(sign(a.get(0)), g));
      case SQRT -> add(a.get(0), graph.node(Op.DIVIDE, times(g, graph.constant(0.5)), node));
      case EXP -> add(a.get(0), times(g, node));
      case LOG -> add(a.get(0), graph.node(Op.DIVIDE, g, a.get(0)));
      case TANH -> add(a.get(0), times(g, graph.node(Op.SUBTRACT, one(), times(node, node))));
      case SPIKE -> {
        Node slope = Slope.of(Objects.requireNonNull(node.surrogate()), graph, a.get(0), alpha);
        if (slope != null) {
          add(a.get(0), within(a.get(0), times(g, slope)));
        }
      }
      case MIX -> {
        add(a.get(0), times(g, difference(a.get(2), a.get(1))));
        add(a.get(1), times(graph.node(Op.SUBTRACT, one(), a.get(0)), g));
        add(a.get(2), times(a.get(0), g));
      }
      case COPY -> add(a.get(0), g);
      default -> {
        // Leaves and what is detached: the gradient ends here.
      }
    }
  }

  /** a - b; where a is b + d, as after a reset by a step, that is d, which needs neither. */
  private Node difference(Node a, Node b) {
    if (a.op() == Op.ADD) {
      for (int side = 0; side < 2; side++) {
        if (a.argument(side).equals(b)) {
          return a.argument(1 - side);
        }
      }
    }
    boolean stepDown = a.op() == Op.SUBTRACT && a.argument(0).equals(b);
    return stepDown ? negated(a.argument(1)) : graph.node(Op.SUBTRACT, a, b);
  }

  /** The gradient where x is within the window, else 0. */
  private Node within(Node x, Node g) {
    if (window == null) {
      return g;
    }
    Node near = graph.node(Op.LESS, graph.node(Op.ABS, x), window);
    return graph.node(Op.SELECT, near, g, graph.constant(0));
  }

  private void choose(Node condition, Node yes, Node no, Node g) {
    Node zero = graph.constant(0);
    add(yes, graph.node(Op.SELECT, condition, g, zero));
    add(no, graph.node(Op.SELECT, condition, zero, g));
  }

  private Node sign(Node x) {
    Node zero = graph.constant(0);
    return graph.node(
        Op.SELECT,
        graph.node(Op.GREATER, x, zero),
        one(),
        graph.node(Op.SELECT, graph.node(Op.LESS, x, zero), graph.constant(-1), zero));
  }

  private Node one() {
    return graph.constant(1);
  }

  private Node times(Node a, Node b) {
    return graph.node(Op.MULTIPLY, a, b);
  }

  private Node negated(Node a) {
    return graph.node(Op.NEGATE, a);
  }

  /** The derivative of one node by another, others held; null if it does not depend on it. */
  static @Nullable Node derivative(Graph graph, Node alpha, Node of, Node by) {
    return gradients(graph, alpha, null, new ArrayList<>(List.of(Map.entry(of, graph.constant(1)))))
        .get(by);
  }
}
