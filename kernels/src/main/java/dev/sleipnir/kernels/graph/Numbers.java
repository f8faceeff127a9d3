package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.math.Power;

/** Operations on numbers, in double precision. */
final class Numbers {
  private Numbers() {}

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
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
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
}
