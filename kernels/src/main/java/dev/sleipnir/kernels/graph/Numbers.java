package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.math.Power;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Operations on numbers, in double precision. */
final class Numbers {
  private final double[] parameters;

  /** What is shared is computed once. */
  private final Map<Node, Double> values = new HashMap<>();

  /** Numbers in which the parameters have these values. */
  Numbers(double[] parameters) {
    this.parameters = parameters;
  }

  /** The value of an operation that gives a number; {@link Op#SELECT} excepted. */
  static double apply(Op op, double... a) {
    return apply(op, a[0], a.length > 1 ? a[1] : 0, a.length > 2 ? a[2] : 0);
  }

  /** The same of an operation of up to three arguments; those it does not have are not read. */
  static double apply(Op op, double x, double y, double z) {
    return switch (op) {
      case ADD -> x + y;
      case SUBTRACT -> x - y;
      case MULTIPLY -> x * y;
      case DIVIDE -> x / y;
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case NEGATE -> -x;
      case ABS -> Math.abs(x);
      case SQRT -> Math.sqrt(x);
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case TANH -> StrictMath.tanh(x);
      case FMA -> Math.fma(x, y, z);
      case POWER -> Power.of(x, y);
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
    return new Numbers(parameters).evaluate(node);
  }

  /** The value of an expression; what it has in common with those before is not computed again. */
  double evaluate(Node node) {
    if (!values.containsKey(node)) {
      Traversal.visit(node, values::containsKey, this::visit);
    }
    return of(node);
  }

  /** A condition's value is 1 or 0. */
  private void visit(Node node) {
    boolean condition = node.op().isCondition();
    values.put(node, condition ? (holds(node) ? 1. : 0.) : compute(node));
  }

  private double of(Node node) {
    return Objects.requireNonNull(values.get(node));
  }

  private double compute(Node node) {
    return switch (node.op()) {
      case CONSTANT -> node.value();
      case PARAMETER -> parameters[node.index()];
      case SELECT -> of(isTrue(node.argument(0)) ? node.argument(1) : node.argument(2));
      case DETACH -> of(node.argument(0));
      default -> apply(node.op(), node.arguments().stream().mapToDouble(this::of).toArray());
    };
  }

  private boolean holds(Node node) {
    return switch (node.op()) {
      case NOT -> !isTrue(node.argument(0));
      case AND -> isTrue(node.argument(0)) && isTrue(node.argument(1));
      case OR -> isTrue(node.argument(0)) || isTrue(node.argument(1));
      default -> compare(node.op(), of(node.argument(0)), of(node.argument(1)));
    };
  }

  private boolean isTrue(Node condition) {
    return of(condition) != 0;
  }
}
