package dev.sleipnir.kernels.neuron.equation;

import java.util.List;

/** One line of a model's step. */
public sealed interface Statement {
  /** Where it stands in the text. */
  Position at();

  /** {@code name = value}: a new intermediate value, or a state variable's new one. */
  record Assignment(String name, Expression value, Position at) implements Statement {}

  /** {@code dname/dt = value : integrator}. */
  record Derivative(String name, Expression value, Integrator integrator, Position at)
      implements Statement {}

  /** {@code threshold left > right}: defines the spike {@code z}. */
  record Threshold(Expression left, Expression right, Position at) implements Statement {}

  /** {@code reset v = v_reset, w = w + b}: what happens where {@code z} is 1. */
  record Reset(List<Assignment> assignments, Position at) implements Statement {}

  /** {@code refractory 0.005 (s) holds v}: no spike, and v held, for a time after a spike. */
  record Refractory(Expression duration, List<String> held, Position at) implements Statement {}
}
