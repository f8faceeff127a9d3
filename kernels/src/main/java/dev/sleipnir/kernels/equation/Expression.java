package dev.sleipnir.kernels.equation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An expression as the user wrote it.
 *
 * <p>The order of evaluation is the order of the tree: {@code dt * tau * x} is {@code (dt * tau) *
 * x}. The methods here build the same trees as {@link Parser}, without positions.
 */
public sealed interface Expression {
  /**
   * Where it stands in the text.
   *
   * @return a number's, name's, function's or operator's place, or {@link Position#NONE}
   */
  Position at();

  /**
   * The names that occur in it.
   *
   * @return each once, in order
   */
  default Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Expression part : parts()) {
      if (part instanceof Name name) {
        names.add(name.name());
      }
    }
    return names;
  }

  /**
   * The expression and all that it is made of.
   *
   * @return an operation before its operands, these from left to right
   */
  default List<Expression> parts() {
    List<Expression> parts = new ArrayList<>();
    Deque<Expression> open = new ArrayDeque<>();
    open.push(this);
    while (!open.isEmpty()) {
      Expression part = open.pop();
      parts.add(part);
      if (part instanceof Operation operation) {
        operation.operands().reversed().forEach(open::push);
      }
    }
    return parts;
  }

  /**
   * The same expression as if it had not come from text: two expressions that differ only in where
   * they stand are then equal.
   *
   * @return a copy with every position {@link Position#NONE}
   */
  Expression withoutPositions();

  /**
   * A number. In valid equations it is finite and not negative: {@link #number} and the text write
   * a negative number as the negation of one.
   *
   * @param value the number
   * @param at where it stands
   */
  record Literal(double value, Position at) implements Expression {
    @Override
    public Literal withoutPositions() {
      return new Literal(value, Position.NONE);
    }
  }

  /**
   * A parameter, state variable, input or intermediate value; or {@code dt}. In a hand-written
   * adjoint also a gradient, {@code grad_v}, or a state variable after the step, {@code v'}.
   *
   * @param name the name
   * @param at where it stands
   */
  record Name(String name, Position at) implements Expression {
    @Override
    public Name withoutPositions() {
      return new Name(name, Position.NONE);
    }
  }

  /**
   * An operation on other expressions.
   *
   * @param operator the operation
   * @param operands what it works on, {@link Operator#arity} of them
   * @param at where the operator stands
   */
  record Operation(Operator operator, List<Expression> operands, Position at)
      implements Expression {
    /**
     * Takes a copy of the list.
     *
     * @throws IllegalArgumentException if the number of operands is not the operator's
     */
    public Operation {
      operands = List.copyOf(operands);
      if (operands.size() != operator.arity()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "operands of %s: expected %d, got %d",
                operator.spelling(),
                operator.arity(),
                operands.size()));
      }
    }

    @Override
    public Operation withoutPositions() {
      return (Operation)
          new Fold<Expression>() {
            @Override
            protected Expression leaf(Expression leaf) {
              return leaf.withoutPositions();
            }

            @Override
            protected Expression operation(Operation operation, List<Expression> operands) {
              return new Operation(operation.operator, operands, Position.NONE);
            }
          }.of(this);
    }

    // The next two are what a record would have, without its recursion: trees may be deep.

    @Override
    public boolean equals(@Nullable Object other) {
      if (!(other instanceof Operation operation)) {
        return false;
      }
      List<Expression> mine = parts();
      List<Expression> others = operation.parts();
      if (mine.size() != others.size()) {
        return false;
      }
      // Operators have a fixed number of operands: equal parts in order are equal trees.
      for (int p = 0; p < mine.size(); p++) {
        boolean same =
            mine.get(p) instanceof Operation a
                ? others.get(p) instanceof Operation b
                    && a.operator == b.operator
                    && a.at.equals(b.at)
                : mine.get(p).equals(others.get(p));
        if (!same) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      int hash = 0;
      for (Expression part : parts()) {
        hash =
            31 * hash
                + (part instanceof Operation o
                    ? 31 * o.operator.spelling().hashCode() + o.at.hashCode()
                    : part.hashCode());
      }
      return hash;
    }

    @Override
    public String toString() {
      return Text.of(this);
    }
  }

  private static Expression of(Operator operator, Expression... operands) {
    return new Operation(operator, List.of(operands), Position.NONE);
  }

  /**
   * A number.
   *
   * @param value the number
   * @return a literal, or the negation of one if the number is negative
   */
  static Expression number(double value) {
    // Adding 0 makes 0 of -0, which has no text of its own.
    return value < 0
        ? new Literal(-value, Position.NONE).negated()
        : new Literal(value + 0.0, Position.NONE);
  }

  /**
   * A name.
   *
   * @param name a parameter, state variable, input or intermediate value; or {@code dt}
   * @return the name as an expression
   */
  static Expression name(String name) {
    return new Name(name, Position.NONE);
  }

  /**
   * abs(x).
   *
   * @param x a number
   * @return the absolute value
   */
  static Expression abs(Expression x) {
    return of(Operator.ABS, x);
  }

  /**
   * exp(x).
   *
   * @param x a number
   * @return the exponential function
   */
  static Expression exp(Expression x) {
    return of(Operator.EXP, x);
  }

  /**
   * log(x).
   *
   * @param x a number
   * @return the natural logarithm
   */
  static Expression log(Expression x) {
    return of(Operator.LOG, x);
  }

  /**
   * tanh(x).
   *
   * @param x a number
   * @return the hyperbolic tangent
   */
  static Expression tanh(Expression x) {
    return of(Operator.TANH, x);
  }

  /**
   * sqrt(x).
   *
   * @param x a number
   * @return the square root
   */
  static Expression sqrt(Expression x) {
    return of(Operator.SQRT, x);
  }

  /**
   * relu(x).
   *
   * @param x a number
   * @return x where it is above 0, else 0
   */
  static Expression relu(Expression x) {
    return of(Operator.RELU, x);
  }

  /**
   * heaviside(x).
   *
   * @param x a number
   * @return 1 where x is above 0, else 0; its derivative is 0
   */
  static Expression heaviside(Expression x) {
    return of(Operator.HEAVISIDE, x);
  }

  /**
   * spike(x).
   *
   * @param x a number
   * @return 1 where x is above 0, else 0; its derivative is the surrogate's
   */
  static Expression spike(Expression x) {
    return of(Operator.SPIKE, x);
  }

  /**
   * detach(x).
   *
   * @param x a number
   * @return x, as a constant to differentiation
   */
  static Expression detach(Expression x) {
    return of(Operator.DETACH, x);
  }

  /**
   * bernoulli(p).
   *
   * @param p a probability
   * @return 1 with probability p, else 0, drawn anew in each step
   */
  static Expression bernoulli(Expression p) {
    return of(Operator.BERNOULLI, p);
  }

  /**
   * min(a, b).
   *
   * @param a a number
   * @param b another
   * @return the smaller of the two
   */
  static Expression min(Expression a, Expression b) {
    return of(Operator.MIN, a, b);
  }

  /**
   * min(a, b).
   *
   * @param a a number
   * @param b another
   * @return the smaller of the two
   */
  static Expression min(Expression a, double b) {
    return min(a, number(b));
  }

  /**
   * max(a, b).
   *
   * @param a a number
   * @param b another
   * @return the larger of the two
   */
  static Expression max(Expression a, Expression b) {
    return of(Operator.MAX, a, b);
  }

  /**
   * max(a, b).
   *
   * @param a a number
   * @param b another
   * @return the larger of the two
   */
  static Expression max(Expression a, double b) {
    return max(a, number(b));
  }

  /**
   * where(condition, a, b).
   *
   * @param condition a condition
   * @param a the value where it holds
   * @param b the value where it does not
   * @return a or b
   */
  static Expression where(Expression condition, Expression a, Expression b) {
    return of(Operator.WHERE, condition, a, b);
  }

  /**
   * not condition.
   *
   * @param condition a condition
   * @return the condition that it does not hold
   */
  static Expression not(Expression condition) {
    return of(Operator.NOT, condition);
  }

  /**
   * -this.
   *
   * @return minus this number
   */
  default Expression negated() {
    return of(Operator.NEGATE, this);
  }

  /**
   * this ^ exponent.
   *
   * @param exponent a constant
   * @return this number to that power
   */
  default Expression pow(double exponent) {
    return of(Operator.POWER, this, number(exponent));
  }

  /**
   * this and other.
   *
   * @param other a condition, as this is
   * @return the condition that both hold
   */
  default Expression and(Expression other) {
    return of(Operator.AND, this, other);
  }

  /**
   * this or other.
   *
   * @param other a condition, as this is
   * @return the condition that one of them holds, or both
   */
  default Expression or(Expression other) {
    return of(Operator.OR, this, other);
  }

  /**
   * this + other.
   *
   * @param other a number
   * @return the sum
   */
  default Expression plus(Expression other) {
    return of(Operator.ADD, this, other);
  }

  /**
   * this + other.
   *
   * @param other a number
   * @return the sum
   */
  default Expression plus(double other) {
    return plus(number(other));
  }

  /**
   * this - other.
   *
   * @param other a number
   * @return the difference
   */
  default Expression minus(Expression other) {
    return of(Operator.SUBTRACT, this, other);
  }

  /**
   * this - other.
   *
   * @param other a number
   * @return the difference
   */
  default Expression minus(double other) {
    return minus(number(other));
  }

  /**
   * this * other.
   *
   * @param other a number
   * @return the product
   */
  default Expression times(Expression other) {
    return of(Operator.MULTIPLY, this, other);
  }

  /**
   * this * other.
   *
   * @param other a number
   * @return the product
   */
  default Expression times(double other) {
    return times(number(other));
  }

  /**
   * this / other.
   *
   * @param other a number
   * @return the quotient
   */
  default Expression over(Expression other) {
    return of(Operator.DIVIDE, this, other);
  }

  /**
   * this / other.
   *
   * @param other a number
   * @return the quotient
   */
  default Expression over(double other) {
    return over(number(other));
  }

  /**
   * this &lt; other.
   *
   * @param other a number
   * @return the condition that this is below the other
   */
  default Expression lessThan(Expression other) {
    return of(Operator.LESS, this, other);
  }

  /**
   * this &lt; other.
   *
   * @param other a number
   * @return the condition that this is below the other
   */
  default Expression lessThan(double other) {
    return lessThan(number(other));
  }

  /**
   * this &lt;= other.
   *
   * @param other a number
   * @return the condition that this is not above the other
   */
  default Expression atMost(Expression other) {
    return of(Operator.LESS_EQUAL, this, other);
  }

  /**
   * this &lt;= other.
   *
   * @param other a number
   * @return the condition that this is not above the other
   */
  default Expression atMost(double other) {
    return atMost(number(other));
  }

  /**
   * this &gt; other.
   *
   * @param other a number
   * @return the condition that this is above the other
   */
  default Expression greaterThan(Expression other) {
    return of(Operator.GREATER, this, other);
  }

  /**
   * this &gt; other.
   *
   * @param other a number
   * @return the condition that this is above the other
   */
  default Expression greaterThan(double other) {
    return greaterThan(number(other));
  }

  /**
   * this &gt;= other.
   *
   * @param other a number
   * @return the condition that this is not below the other
   */
  default Expression atLeast(Expression other) {
    return of(Operator.GREATER_EQUAL, this, other);
  }

  /**
   * this &gt;= other.
   *
   * @param other a number
   * @return the condition that this is not below the other
   */
  default Expression atLeast(double other) {
    return atLeast(number(other));
  }

  /**
   * this == other.
   *
   * @param other a number
   * @return the condition that the two are equal
   */
  default Expression equalTo(Expression other) {
    return of(Operator.EQUAL, this, other);
  }

  /**
   * this == other.
   *
   * @param other a number
   * @return the condition that the two are equal
   */
  default Expression equalTo(double other) {
    return equalTo(number(other));
  }

  /**
   * this != other.
   *
   * @param other a number
   * @return the condition that the two differ
   */
  default Expression notEqualTo(Expression other) {
    return of(Operator.NOT_EQUAL, this, other);
  }

  /**
   * this != other.
   *
   * @param other a number
   * @return the condition that the two differ
   */
  default Expression notEqualTo(double other) {
    return notEqualTo(number(other));
  }
}
