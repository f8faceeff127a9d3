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
 * x}.
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
   * A number. In valid equations it is finite and not negative: the text writes a negative number
   * as the negation of one.
   *
   * @param value the number
   * @param at where it stands
   */
  record Literal(double value, Position at) implements Expression {}

  /**
   * A parameter, state variable, input or intermediate value; or {@code dt}. In a hand-written
   * adjoint also a gradient, {@code grad_v}, or a state variable after the step, {@code v'}.
   *
   * @param name the name
   * @param at where it stands
   */
  record Name(String name, Position at) implements Expression {}

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
}
