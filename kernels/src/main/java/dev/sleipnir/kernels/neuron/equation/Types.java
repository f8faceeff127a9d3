package dev.sleipnir.kernels.neuron.equation;

import java.util.List;
import java.util.function.Predicate;

/** Checks that numbers and conditions are where they belong. */
final class Types {
  private final Place place;

  /** Whether a name is a condition; rejects unknown names. */
  private final Predicate<Expression.Name> names;

  private final boolean random;

  /** Random says whether {@code bernoulli} and {@code spike} may be used. */
  Types(Place place, Predicate<Expression.Name> names, boolean random) {
    this.place = place;
    this.names = names;
    this.random = random;
  }

  void demandNumber(Expression expression) {
    demand(expression, false);
  }

  void demandCondition(Expression expression) {
    demand(expression, true);
  }

  private void demand(Expression expression, boolean condition) {
    if (isCondition(expression) != condition) {
      String number = "a number";
      String other = "a condition";
      throw condition
          ? place.expected(expression.at(), other, number)
          : place.expected(expression.at(), number, other);
    }
  }

  boolean isCondition(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> literal(literal);
      case Expression.Name name -> names.test(name);
      case Expression.Operation operation -> operation(operation);
    };
  }

  private boolean literal(Expression.Literal literal) {
    if (!(Double.compare(literal.value(), 0) >= 0 && Float.isFinite((float) literal.value()))) {
      throw place.expected(
          literal.at(),
          "a number from 0 to 3.4e38 (negative ones are negations)",
          Numerals.of(literal.value()));
    }
    return false;
  }

  private boolean operation(Expression.Operation operation) {
    Operator operator = operation.operator();
    if (isChance(operator) && !random) {
      throw place.expected(
          operation.at(), "a value without chance", "'" + operator.spelling() + "'");
    }
    List<Expression> operands = operation.operands();
    for (int i = 0; i < operands.size(); i++) {
      demand(operands.get(i), operator.takesCondition(i));
    }
    if (operator == Operator.POWER) {
      demandConstant(operands.getLast());
    }
    return operator.isCondition();
  }

  /** Spikes are drawn at random if the surrogate says so. */
  private static boolean isChance(Operator operator) {
    return operator == Operator.BERNOULLI || operator == Operator.SPIKE;
  }

  private void demandConstant(Expression exponent) {
    switch (exponent) {
      case Expression.Literal literal -> {}
      case Expression.Name name ->
          throw place.expected(name.at(), "an exponent of numbers only", "'" + name.name() + "'");
      case Expression.Operation operation -> {
        if (isChance(operation.operator())) {
          throw place.expected(
              operation.at(),
              "an exponent of numbers only",
              "'" + operation.operator().spelling() + "'");
        }
        operation.operands().forEach(this::demandConstant);
      }
    }
  }
}
