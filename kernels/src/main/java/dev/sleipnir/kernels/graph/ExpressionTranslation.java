package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Fold;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** From an expression as written to a graph node. */
final class ExpressionTranslation extends Fold<Value> {
  /** Exponents are whole if the sine of pi times them is below this. */
  private static final double WHOLE = 1e-4;

  private final Graph graph;
  private final Map<String, Value> names;
  private final UnaryOperator<Value> spike;
  private final Supplier<Value> random;

  /** Whether what is made of parameters alone is computed outside of loops. */
  private final boolean hoists;

  ExpressionTranslation(
      Graph graph, Map<String, Value> names, UnaryOperator<Value> spike, Supplier<Value> random) {
    this(graph, names, spike, random, /* hoists= */ true);
  }

  ExpressionTranslation(
      Graph graph,
      Map<String, Value> names,
      UnaryOperator<Value> spike,
      Supplier<Value> random,
      boolean hoists) {
    this.hoists = hoists;
    this.graph = graph;
    this.names = names;
    this.spike = spike;
    this.random = random;
  }

  @Override
  protected Value leaf(Expression leaf) {
    return leaf instanceof Expression.Name name
        ? Objects.requireNonNull(names.get(name.name()), () -> "undefined name " + name.name())
        : graph.constant(((Expression.Literal) leaf).value());
  }

  @Override
  protected Value operation(Expression.Operation o, List<Value> a) {
    Value zero = graph.constant(0);
    Value one = graph.constant(1);
    return switch (o.operator()) {
      case WHERE -> node(Op.SELECT, a);
      case POWER -> power(a.get(0), a.get(1));
      case EXPREL -> RelativeExponential.of(graph, a.get(0));
      case CLIP -> graph.node(Op.MIN, graph.node(Op.MAX, a.get(0), a.get(1)), a.get(2));
      case RELU -> graph.node(Op.SELECT, above(a.get(0)), a.get(0), zero);
      case HEAVISIDE -> graph.node(Op.SELECT, above(a.get(0)), one, zero);
      case SPIKE -> spike.apply(a.get(0));
      case BERNOULLI ->
          graph.node(Op.SELECT, graph.node(Op.LESS, random.get(), a.get(0)), one, zero);
      // The others are called the same there.
      default -> node(Op.valueOf(o.operator().name()), a);
    };
  }

  private Value node(Op op, List<Value> a) {
    return graph.node(op, a.toArray(Value[]::new));
  }

  private Value above(Value x) {
    return graph.node(Op.GREATER, x, graph.constant(0));
  }

  private Value power(Value x, Value exponent) {
    if (!new Dependence(n -> n.op() == Op.PARAMETER).of(exponent)) {
      return power(x, Calculation.of(List.of(exponent))[0]);
    }
    boolean once = hoists && !new Dependence(ExpressionTranslation::varies).of(x);
    return once ? graph.node(Op.POWER, x, exponent) : realPower(x, exponent);
  }

  private static boolean varies(Value leaf) {
    return leaf.op().isLeaf() && leaf.op() != Op.PARAMETER && leaf.op() != Op.CONSTANT;
  }

  /** Negative numbers have powers of whole exponents only, which a cosine tells. */
  private Value realPower(Value x, Value exponent) {
    Value zero = graph.constant(0);
    Value one = graph.constant(1);
    // Where these are not chosen they may be infinite, and so may be their slopes.
    Value fixed = graph.node(Op.DETACH, x);
    Value isZero = graph.node(Op.EQUAL, x, zero);
    Value size = graph.node(Op.SELECT, isZero, one, graph.node(Op.ABS, x));
    Value power = graph.node(Op.EXP, graph.node(Op.MULTIPLY, exponent, graph.node(Op.LOG, size)));
    Value angle = graph.node(Op.MULTIPLY, graph.constant(Math.PI), exponent);
    Value isWhole =
        graph.node(Op.LESS, graph.node(Op.ABS, graph.node(Op.SIN, angle)), graph.constant(WHOLE));
    Value isEven = graph.node(Op.GREATER, graph.node(Op.COS, angle), zero);
    Value signed = graph.node(Op.SELECT, isEven, power, graph.node(Op.NEGATE, power));
    Value ofNegative = graph.node(Op.SELECT, isWhole, signed, graph.node(Op.SQRT, fixed));
    Value isNegative = graph.node(Op.LESS, x, zero);
    Value atZero =
        graph.node(
            Op.SELECT,
            graph.node(Op.EQUAL, exponent, zero),
            one,
            graph.node(
                Op.SELECT,
                graph.node(Op.LESS, exponent, zero),
                graph.node(Op.DIVIDE, one, fixed),
                zero));
    return graph.node(
        Op.SELECT, isZero, atZero, graph.node(Op.SELECT, isNegative, ofNegative, power));
  }

  private Value power(Value x, double exponent) {
    if (exponent < 0) {
      return graph.node(Op.DIVIDE, graph.constant(1), power(x, -exponent));
    }
    int whole = (int) exponent;
    boolean half = exponent - whole == 0.5;
    if (exponent != whole && !half) {
      return realPower(x, exponent);
    }
    Value product = whole == 0 ? graph.constant(1) : product(x, whole);
    return half ? graph.node(Op.MULTIPLY, product, graph.node(Op.SQRT, x)) : product;
  }

  private Value realPower(Value x, double exponent) {
    // At 0 the logarithm's slope has no value, while that of the power is 0.
    Value zero = graph.constant(0);
    Value isZero = graph.node(Op.EQUAL, x, zero);
    Value log = graph.node(Op.LOG, graph.node(Op.SELECT, isZero, graph.constant(1), x));
    Value power = graph.node(Op.EXP, graph.node(Op.MULTIPLY, graph.constant(exponent), log));
    return graph.node(Op.SELECT, isZero, zero, power);
  }

  private Value product(Value x, int exponent) {
    if (exponent == 1) {
      return x;
    }
    Value half = product(x, exponent / 2);
    Value square = graph.node(Op.MULTIPLY, half, half);
    return exponent % 2 == 0 ? square : graph.node(Op.MULTIPLY, square, x);
  }
}
