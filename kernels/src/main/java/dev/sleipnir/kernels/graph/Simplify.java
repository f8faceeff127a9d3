package dev.sleipnir.kernels.graph;

import org.jspecify.annotations.Nullable;

/**
 * Simpler nodes for the value of an operation. Nothing is reordered, so a number that is finite
 * keeps its bits, the sign of zero aside: products with a spike become selections, and 0 * NaN is 0
 * there.
 */
final class Simplify {
  private Simplify() {}

  /** A simpler node with the same value, or null if there is none. */
  static @Nullable Value apply(Graph graph, Op op, Value[] a) {
    if (isNumeric(op) && allConstant(a)) {
      return graph.constant(Numbers.apply(op, values(a)));
    }
    return switch (op) {
      case ADD -> add(graph, a[0], a[1]);
      case SUBTRACT -> subtract(graph, a[0], a[1]);
      case MULTIPLY -> multiply(graph, a[0], a[1]);
      case DIVIDE -> a[1].isConstant(1) ? a[0] : null;
      case NEGATE -> a[0].op() == Op.NEGATE ? a[0].argument(0) : null;
      case NOT -> a[0].op() == Op.NOT ? a[0].argument(0) : null;
      case SELECT -> select(graph, a[0], a[1], a[2]);
      default -> null;
    };
  }

  private static boolean isNumeric(Op op) {
    return !op.isLeaf() && !op.isCondition() && op.compareTo(Op.ADD) >= 0 && op != Op.SELECT;
  }

  private static @Nullable Value add(Graph graph, Value a, Value b) {
    if (a.isConstant(0)) {
      return b;
    }
    if (b.isConstant(0)) {
      return a;
    }
    if (b.op() == Op.NEGATE) {
      return graph.node(Op.SUBTRACT, a, b.argument(0));
    }
    if (a.op() == Op.NEGATE) {
      return graph.node(Op.SUBTRACT, b, a.argument(0));
    }
    Value mix = SpikeValues.mix(graph, a, b);
    return mix != null ? mix : SpikeValues.mergeSelections(graph, a, b);
  }

  private static @Nullable Value subtract(Graph graph, Value a, Value b) {
    if (b.isConstant(0)) {
      return a;
    }
    if (a.isConstant(0)) {
      return graph.node(Op.NEGATE, b);
    }
    if (b.op() == Op.NEGATE) {
      return graph.node(Op.ADD, a, b.argument(0));
    }
    if (a.isConstant(1) && SpikeValues.isSelection(b)) {
      return graph.node(
          Op.SELECT,
          b.argument(0),
          graph.constant(1 - b.argument(1).value()),
          graph.constant(1 - b.argument(2).value()));
    }
    return null;
  }

  private static @Nullable Value multiply(Graph graph, Value a, Value b) {
    if (a.isConstant(1)) {
      return b;
    }
    if (b.isConstant(1)) {
      return a;
    }
    if (a.isConstant(-1) || b.isConstant(-1)) {
      return graph.node(Op.NEGATE, a.isConstant(-1) ? b : a);
    }
    if (a.op() == Op.NEGATE) {
      return graph.node(Op.NEGATE, graph.node(Op.MULTIPLY, a.argument(0), b));
    }
    if (b.op() == Op.NEGATE) {
      return graph.node(Op.NEGATE, graph.node(Op.MULTIPLY, a, b.argument(0)));
    }
    if (SpikeValues.isSelection(a)) {
      return SpikeValues.times(graph, a, b);
    }
    return SpikeValues.isSelection(b) ? SpikeValues.times(graph, b, a) : null;
  }

  private static @Nullable Value select(Graph graph, Value condition, Value yes, Value no) {
    if (yes.equals(no)) {
      return yes;
    }
    return condition.op() == Op.NOT ? graph.node(Op.SELECT, condition.argument(0), no, yes) : null;
  }

  private static boolean allConstant(Value[] a) {
    for (Value node : a) {
      if (node.op() != Op.CONSTANT) {
        return false;
      }
    }
    return true;
  }

  private static double[] values(Value[] a) {
    double[] values = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      values[i] = a[i].value();
    }
    return values;
  }
}
