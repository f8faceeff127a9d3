package dev.sleipnir.kernels.graph;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slope of a silent step along one of its leaves, from the leaf upwards: nothing for what does
 * not depend on it. Exponentials of the leaf are left out: an upstroke only drives, and what is
 * left of a potential is judged far below it. So are bounds on the way: it is judged between them.
 */
final class Slopes {
  private final Graph graph;
  private final Value leaf;
  private final Map<Value, @Nullable Value> slopes = new HashMap<>();

  /** Slopes along a leaf; new nodes are made in the graph. */
  Slopes(Graph graph, Value leaf) {
    this.graph = graph;
    this.leaf = leaf;
  }

  /** The slope of a node, or null if it is 0. */
  @Nullable Value of(Value node) {
    Traversal.visit(node, slopes::containsKey, n -> slopes.put(n, slope(n)));
    return slopes.get(node);
  }

  private @Nullable Value slope(Value node) {
    if (node.equals(leaf)) {
      return graph.constant(1);
    }
    if (node.op().isLeaf() || node.op().isCondition()) {
      return null;
    }
    return switch (node.op()) {
      case DETACH, COPY -> along(node, 0);
      case MIX -> mixed(node);
      case SELECT -> chosen(node.argument(0), along(node, 1), along(node, 2));
      case ADD -> sum(along(node, 0), along(node, 1));
      case SUBTRACT -> sum(along(node, 0), negated(along(node, 1)));
      case MULTIPLY ->
          sum(times(along(node, 0), node.argument(1)), times(along(node, 1), node.argument(0)));
      case FMA ->
          sum(
              sum(times(along(node, 0), node.argument(1)), times(along(node, 1), node.argument(0))),
              along(node, 2));
      case DIVIDE ->
          sum(
              over(along(node, 0), node.argument(1)),
              negated(over(times(along(node, 1), node), node.argument(1))));
      case MIN -> unclipped(Op.LESS_EQUAL, node);
      case MAX -> unclipped(Op.GREATER_EQUAL, node);
      case NEGATE -> negated(along(node, 0));
      case ABS -> {
        Value x = along(node, 0);
        Value negative = graph.node(Op.LESS, node.argument(0), graph.constant(0));
        yield x == null ? null : chosen(negative, negated(x), x);
      }
      case SQRT -> over(times(along(node, 0), graph.constant(0.5)), node);
      case LOG -> over(along(node, 0), node.argument(0));
      case TANH ->
          times(
              along(node, 0),
              graph.node(Op.SUBTRACT, graph.constant(1), graph.node(Op.MULTIPLY, node, node)));
      case SIN -> times(along(node, 0), graph.node(Op.COS, node.argument(0)));
      case COS -> negated(times(along(node, 0), graph.node(Op.SIN, node.argument(0))));
      default -> null;
    };
  }

  private @Nullable Value along(Value node, int argument) {
    return slopes.get(node.argument(argument));
  }

  private @Nullable Value mixed(Value node) {
    Value fired = graph.node(Op.GREATER, node.argument(0), graph.constant(0));
    return chosen(fired, along(node, 2), along(node, 1));
  }

  private @Nullable Value chosen(Value condition, @Nullable Value yes, @Nullable Value no) {
    if (yes == null && no == null) {
      return null;
    }
    Value zero = graph.constant(0);
    return graph.node(Op.SELECT, condition, yes == null ? zero : yes, no == null ? zero : no);
  }

  /** Where one side is a bound for the other, the slope of the other. */
  private @Nullable Value unclipped(Op op, Value node) {
    Value a = along(node, 0);
    Value b = along(node, 1);
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return chosen(graph.node(op, node.argument(0), node.argument(1)), a, b);
  }

  private @Nullable Value sum(@Nullable Value a, @Nullable Value b) {
    return a == null ? b : b == null ? a : graph.node(Op.ADD, a, b);
  }

  private @Nullable Value negated(@Nullable Value a) {
    return a == null ? null : graph.node(Op.NEGATE, a);
  }

  private @Nullable Value times(@Nullable Value slope, Value factor) {
    return slope == null ? null : graph.node(Op.MULTIPLY, slope, factor);
  }

  private @Nullable Value over(@Nullable Value slope, Value divisor) {
    return slope == null ? null : graph.node(Op.DIVIDE, slope, divisor);
  }
}
