package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Fold;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** Values of expressions in double precision; conditions are 1 and 0. */
final class Evaluation extends Fold<Double> {
  private final Function<String, Double> names;
  private final DoubleSupplier random;

  private Evaluation(Function<String, Double> names, DoubleSupplier random) {
    this.names = names;
    this.random = random;
  }

  /** The value of an expression; random numbers are uniform in [0, 1). */
  static double of(Expression e, Function<String, Double> names, DoubleSupplier random) {
    return new Evaluation(names, random).of(e);
  }

  @Override
  protected Double leaf(Expression leaf) {
    return leaf instanceof Expression.Name name
        ? names.apply(name.name())
        : ((Expression.Literal) leaf).value();
  }

  // Every operand is evaluated, also those that are not chosen: random numbers are drawn in order.
  @Override
  protected Double operation(Expression.Operation o, List<Double> operands) {
    double[] a = operands.stream().mapToDouble(Double::doubleValue).toArray();
    return switch (o.operator()) {
      case ADD -> a[0] + a[1];
      case SUBTRACT -> a[0] - a[1];
      case MULTIPLY -> a[0] * a[1];
      case DIVIDE -> a[0] / a[1];
      case POWER -> StrictMath.pow(a[0], a[1]);
      case NEGATE -> -a[0];
      case LESS -> bit(a[0] < a[1]);
      case LESS_EQUAL -> bit(a[0] <= a[1]);
      case GREATER -> bit(a[0] > a[1]);
      case GREATER_EQUAL -> bit(a[0] >= a[1]);
      case EQUAL -> bit(a[0] == a[1]);
      case NOT_EQUAL -> bit(a[0] != a[1]);
      case AND -> bit(a[0] != 0 && a[1] != 0);
      case OR -> bit(a[0] != 0 || a[1] != 0);
      case NOT -> bit(a[0] == 0);
      case MIN -> Math.min(a[0], a[1]);
      case MAX -> Math.max(a[0], a[1]);
      case ABS -> Math.abs(a[0]);
      case EXP -> StrictMath.exp(a[0]);
      case LOG -> StrictMath.log(a[0]);
      case TANH -> StrictMath.tanh(a[0]);
      case SIN -> StrictMath.sin(a[0]);
      case COS -> StrictMath.cos(a[0]);
      case SQRT -> Math.sqrt(a[0]);
      case FMA -> Math.fma(a[0], a[1], a[2]);
      case EXPREL -> a[0] == 0 ? 1 : StrictMath.expm1(a[0]) / a[0];
      case CLIP -> Math.min(Math.max(a[0], a[1]), a[2]);
      case RELU -> a[0] > 0 ? a[0] : 0;
      case HEAVISIDE, SPIKE -> bit(a[0] > 0);
      case DETACH -> a[0];
      case BERNOULLI -> bit(random.getAsDouble() < a[0]);
      case WHERE -> a[0] != 0 ? a[1] : a[2];
    };
  }

  private static double bit(boolean holds) {
    return holds ? 1 : 0;
  }
}
