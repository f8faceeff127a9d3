package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.neuron.equation.Expression;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** Values of expressions in double precision; conditions are 1 and 0. */
final class Evaluation {
  private final Function<String, Double> names;
  private final DoubleSupplier random;

  private Evaluation(Function<String, Double> names, DoubleSupplier random) {
    this.names = names;
    this.random = random;
  }

  /**
   * The value of an expression.
   *
   * @param e the expression
   * @param names values of the names in it
   * @param random numbers uniform in [0, 1)
   */
  static double of(Expression e, Function<String, Double> names, DoubleSupplier random) {
    return new Evaluation(names, random).of(e);
  }

  private double of(Expression e) {
    return switch (e) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> names.apply(name.name());
      case Expression.Operation operation -> of(operation);
    };
  }

  private double of(Expression.Operation o) {
    List<Expression> args = o.operands();
    double a = of(args.get(0));
    return switch (o.operator()) {
      case ADD -> a + of(args.get(1));
      case SUBTRACT -> a - of(args.get(1));
      case MULTIPLY -> a * of(args.get(1));
      case DIVIDE -> a / of(args.get(1));
      case POWER -> Math.pow(a, of(args.get(1)));
      case NEGATE -> -a;
      case LESS -> bit(a < of(args.get(1)));
      case LESS_EQUAL -> bit(a <= of(args.get(1)));
      case GREATER -> bit(a > of(args.get(1)));
      case GREATER_EQUAL -> bit(a >= of(args.get(1)));
      case EQUAL -> bit(a == of(args.get(1)));
      case NOT_EQUAL -> bit(a != of(args.get(1)));
      case AND -> bit(a != 0 && of(args.get(1)) != 0);
      case OR -> bit(a != 0 || of(args.get(1)) != 0);
      case NOT -> bit(a == 0);
      case MIN -> Math.min(a, of(args.get(1)));
      case MAX -> Math.max(a, of(args.get(1)));
      case ABS -> Math.abs(a);
      case EXP -> Math.exp(a);
      case LOG -> Math.log(a);
      case TANH -> Math.tanh(a);
      case SQRT -> Math.sqrt(a);
      case RELU -> a > 0 ? a : 0;
      case HEAVISIDE, SPIKE -> bit(a > 0);
      case DETACH -> a;
      case BERNOULLI -> bit(random.getAsDouble() < a);
      case WHERE -> a != 0 ? of(args.get(1)) : of(args.get(2));
    };
  }

  private static double bit(boolean holds) {
    return holds ? 1 : 0;
  }
}
