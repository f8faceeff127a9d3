package dev.sleipnir.kernels.neuron.equation;

import java.util.List;

/** An expression as the user wrote it. */
public sealed interface Expression {
  /** Where it stands in the text. */
  Position at();

  /** A number. */
  record Literal(double value, Position at) implements Expression {}

  /** A parameter, state variable, input or intermediate value; or {@code dt}. */
  record Name(String name, Position at) implements Expression {}

  /** An operation on other expressions. */
  record Operation(Operator operator, List<Expression> operands, Position at)
      implements Expression {}
}
