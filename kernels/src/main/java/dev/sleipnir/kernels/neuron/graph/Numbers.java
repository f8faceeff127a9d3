package dev.sleipnir.kernels.neuron.graph;

/** Operations on numbers, in double precision. */
final class Numbers {
  private Numbers() {}

  /** The value of an operation that gives a number; {@link Op#SELECT} excepted. */
  static double apply(Op op, double... a) {
    return switch (op) {
      case ADD -> a[0] + a[1];
      case SUBTRACT -> a[0] - a[1];
      case MULTIPLY -> a[0] * a[1];
      case DIVIDE -> a[0] / a[1];
      case MIN -> Math.min(a[0], a[1]);
      case MAX -> Math.max(a[0], a[1]);
      case NEGATE -> -a[0];
      case ABS -> Math.abs(a[0]);
      case SQRT -> Math.sqrt(a[0]);
      case EXP -> Math.exp(a[0]);
      case LOG -> Math.log(a[0]);
      case TANH -> Math.tanh(a[0]);
      default -> throw new IllegalArgumentException(op + " is not an operation on numbers");
    };
  }

  /** Whether a comparison of numbers holds. */
  static boolean compare(Op op, double a, double b) {
    return switch (op) {
      case LESS -> a < b;
      case LESS_EQUAL -> a <= b;
      case GREATER -> a > b;
      case GREATER_EQUAL -> a >= b;
      case EQUAL -> a == b;
      case NOT_EQUAL -> a != b;
      default -> throw new IllegalArgumentException(op + " is not a comparison");
    };
  }

  /** The value of an expression in parameters. */
  static double evaluate(Node node, double[] parameters) {
    return switch (node.op()) {
      case CONSTANT -> node.value();
      case PARAMETER -> parameters[node.index()];
      case SELECT ->
          evaluate(
              holds(node.argument(0), parameters) ? node.argument(1) : node.argument(2),
              parameters);
      default -> {
        double[] values = new double[node.arguments().size()];
        for (int a = 0; a < values.length; a++) {
          values[a] = evaluate(node.argument(a), parameters);
        }
        yield apply(node.op(), values);
      }
    };
  }

  private static boolean holds(Node node, double[] parameters) {
    return switch (node.op()) {
      case NOT -> !holds(node.argument(0), parameters);
      case AND -> holds(node.argument(0), parameters) && holds(node.argument(1), parameters);
      case OR -> holds(node.argument(0), parameters) || holds(node.argument(1), parameters);
      default ->
          compare(
              node.op(),
              evaluate(node.argument(0), parameters),
              evaluate(node.argument(1), parameters));
    };
  }
}
