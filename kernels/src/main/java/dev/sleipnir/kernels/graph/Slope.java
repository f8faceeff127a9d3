package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Surrogate;
import org.jspecify.annotations.Nullable;

/** What replaces the derivative of a spike. */
final class Slope {
  private static final double SIDE_WEIGHT = 0.15;
  private static final double SIDE_WIDTH = 6;

  private final Graph graph;
  private final Value x;
  private final Value alpha;

  private Slope(Graph graph, Value x, Value alpha) {
    this.graph = graph;
    this.x = x;
    this.alpha = alpha;
  }

  /**
   * A surrogate's h(x).
   *
   * @return the node, or null where no gradient goes through the spike
   */
  static @Nullable Value of(Surrogate surrogate, Graph graph, Value x, Value alpha) {
    Slope slope = new Slope(graph, x, alpha);
    return switch (surrogate) {
      case SUPER, FAST_SIGMOID -> slope.superSpike();
      case TRIANGLE -> slope.triangle();
      case TANH, LOGISTIC -> slope.tanh();
      case CIRC, CIRC_DIST -> slope.circ();
      case HEAVI_ERFC -> slope.erfc();
      case SIGMOID -> slope.sigmoid();
      case ARCTAN -> slope.arctan();
      case STRAIGHT_THROUGH -> graph.constant(1);
      case MULTI_GAUSSIAN -> slope.multiGaussian();
      case HEAVISIDE -> null;
    };
  }

  /** The probability of a spike that is drawn at random. */
  static Value probability(Surrogate surrogate, Graph graph, Value x, Value alpha) {
    Slope slope = new Slope(graph, x, alpha);
    Value odd =
        surrogate == Surrogate.LOGISTIC
            ? graph.node(Op.TANH, slope.times(alpha, x))
            : slope.over(x, graph.node(Op.SQRT, slope.plus(slope.square(x), slope.square(alpha))));
    return slope.plus(slope.number(0.5), slope.times(slope.number(0.5), odd));
  }

  private Value superSpike() {
    Value width = plus(times(graph.node(Op.ABS, x), alpha), number(1));
    return over(number(1), square(width));
  }

  private Value triangle() {
    Value height = minus(number(1), graph.node(Op.ABS, x));
    return times(alpha, graph.node(Op.MAX, number(0), height));
  }

  private Value tanh() {
    return minus(number(1), square(graph.node(Op.TANH, times(alpha, x))));
  }

  private Value circ() {
    // With the width taken out, as powers of a large alpha would lose or overflow digits.
    Value ratio = over(x, alpha);
    Value distance = plus(number(1), square(ratio));
    Value height = over(number(1), times(distance, graph.node(Op.SQRT, distance)));
    // Without a width there is no slope, not even at 0, where the ratio has no value.
    return graph.node(Op.SELECT, graph.node(Op.GREATER, alpha, number(0)), height, number(0));
  }

  private Value erfc() {
    Value gauss = graph.node(Op.EXP, negated(square(times(alpha, x))));
    return times(number(2 / Math.sqrt(Math.PI)), gauss);
  }

  private Value sigmoid() {
    // Symmetric in x: the exponent's sign is chosen so that nothing overflows.
    Value e = graph.node(Op.EXP, negated(graph.node(Op.ABS, times(alpha, x))));
    return over(times(alpha, e), square(plus(number(1), e)));
  }

  private Value arctan() {
    Value scaled = times(times(number(Math.PI / 2), alpha), x);
    return over(times(number(0.5), alpha), plus(number(1), square(scaled)));
  }

  private Value multiGaussian() {
    Value wide = times(number(SIDE_WIDTH), alpha);
    Value centre = times(number(1 + SIDE_WEIGHT), normal(x, alpha));
    Value sides = plus(normal(minus(x, alpha), wide), normal(plus(x, alpha), wide));
    return times(number(0.5), minus(centre, times(number(SIDE_WEIGHT), sides)));
  }

  private Value normal(Value distance, Value deviation) {
    Value exponent = times(number(-0.5), square(over(distance, deviation)));
    Value peak = over(number(1 / Math.sqrt(2 * Math.PI)), deviation);
    return times(peak, graph.node(Op.EXP, exponent));
  }

  private Value number(double value) {
    return graph.constant(value);
  }

  private Value plus(Value a, Value b) {
    return graph.node(Op.ADD, a, b);
  }

  private Value minus(Value a, Value b) {
    return graph.node(Op.SUBTRACT, a, b);
  }

  private Value times(Value a, Value b) {
    return graph.node(Op.MULTIPLY, a, b);
  }

  private Value over(Value a, Value b) {
    return graph.node(Op.DIVIDE, a, b);
  }

  private Value negated(Value a) {
    return graph.node(Op.NEGATE, a);
  }

  private Value square(Value a) {
    return times(a, a);
  }
}
