package dev.sleipnir.kernels.equation;

import java.util.List;
import java.util.function.Predicate;

/** Checks that numbers and conditions are where they belong. */
final class Types {
  private final Place place;

  /** Whether a name is a condition; rejects unknown names. */
  private final Predicate<Expression.Name> names;

  private final boolean random;

  /** Which names exponents may have. */
  private final Predicate<String> exponents;

  /** Which names the bases of such exponents may have. */
  private final Predicate<String> bases;

  /** Random says whether {@code bernoulli} and {@code spike} may be used. */
  Types(Place place, Predicate<Expression.Name> names, boolean random) {
    this(place, names, random, name -> false);
  }

  /** Powers are of what the predicate says, to exponents of the same. */
  Types(Place place, Predicate<Expression.Name> names, boolean random, Predicate<String> powers) {
    this(place, names, random, powers, powers);
  }

  Types(
      Place place,
      Predicate<Expression.Name> names,
      boolean random,
      Predicate<String> exponents,
      Predicate<String> bases) {
    this.exponents = exponents;
    this.bases = bases;
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
    demand(expression, isCondition(expression), condition);
  }

  private void demand(Expression expression, boolean got, boolean condition) {
    if (got != condition) {
      String number = "a number";
      String other = "a condition";
      throw condition
          ? place.expected(expression.at(), other, number)
          : place.expected(expression.at(), number, other);
    }
  }

  boolean isCondition(Expression expression) {
    return new Check().of(expression);
  }

  /** Whether something is a condition; rejects what is not where it must be. */
  private final class Check extends Fold<Boolean> {
    @Override
    protected Boolean leaf(Expression leaf) {
      return leaf instanceof Expression.Name name
          ? names.test(name)
          : literal((Expression.Literal) leaf);
    }

    @Override
    protected void enter(Expression.Operation operation) {
      Operator operator = operation.operator();
      if (isChance(operator) && !random) {
        throw place.expected(
            operation.at(), "a value without chance", "'" + operator.spelling() + "'");
      }
    }

    @Override
    protected void operand(Expression.Operation operation, int index, Boolean condition) {
      Expression operand = operation.operands().get(index);
      demand(operand, condition, operation.operator().takesCondition(index));
    }

    @Override
    protected Boolean operation(Expression.Operation operation, List<Boolean> operands) {
      if (operation.operator() == Operator.POWER) {
        power(operation.operands().getFirst(), operation.operands().getLast());
      }
      return operation.operator().isCondition();
    }
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

  /** Spikes are drawn at random if the surrogate says so. */
  private static boolean isChance(Operator operator) {
    return operator == Operator.BERNOULLI || operator == Operator.SPIKE;
  }

  private void power(Expression base, Expression exponent) {
    boolean named = base.names().stream().allMatch(bases);
    for (Expression part : exponent.parts()) {
      String got =
          switch (part) {
            case Expression.Literal literal -> null;
            case Expression.Name name -> named && exponents.test(name.name()) ? null : name.name();
            case Expression.Operation operation ->
                isChance(operation.operator()) ? operation.operator().spelling() : null;
          };
      if (got != null) {
        throw place.expected(
            part.at(),
            exponents == bases
                ? "an exponent of numbers only"
                : "an exponent of numbers and parameters",
            "'" + got + "'");
      }
    }
  }
}
