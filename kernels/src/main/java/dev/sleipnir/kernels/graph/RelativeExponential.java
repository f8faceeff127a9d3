package dev.sleipnir.kernels.graph;

/** {@code (exp(x) - 1) / x}, what an exponential step and {@code exprel} are made of. */
final class RelativeExponential {
  /** Up to here the series is used: the quotient would lose digits. */
  private static final double SERIES_BELOW = 0.3;

  private static final int SERIES_TERMS = 11;

  private RelativeExponential() {}

  static Value of(Graph graph, Value x) {
    Value series = graph.constant(1);
    for (int term = SERIES_TERMS; term > 1; term--) {
      Value scaled = graph.node(Op.MULTIPLY, graph.constant(1.0 / term), x);
      series = graph.node(Op.ADD, graph.constant(1), graph.node(Op.MULTIPLY, scaled, series));
    }
    Value small = graph.node(Op.LESS, graph.node(Op.ABS, x), graph.constant(SERIES_BELOW));
    // Where the series is used the quotient must be finite too, or its gradient is 0 times NaN.
    Value safe = graph.node(Op.SELECT, small, graph.constant(1), x);
    Value difference = graph.node(Op.SUBTRACT, graph.node(Op.EXP, safe), graph.constant(1));
    Value quotient = graph.node(Op.DIVIDE, difference, safe);
    return graph.node(Op.SELECT, small, series, quotient);
  }
}
