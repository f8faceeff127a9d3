package dev.sleipnir.kernels.equation;

import java.util.List;

/** Expressions as the parser would make them, without positions. */
final class Trees {
  private Trees() {}

  static Expression name(String name) {
    return new Expression.Name(name, Position.NONE);
  }

  static Expression number(double value) {
    return value < 0
        ? of(Operator.NEGATE, number(-value))
        : new Expression.Literal(value + 0.0, Position.NONE);
  }

  static Expression of(Operator operator, Expression... operands) {
    return new Expression.Operation(operator, List.of(operands), Position.NONE);
  }
}
