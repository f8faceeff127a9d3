package dev.sleipnir.model.neuron;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * How the membrane potentials of a population act on each other, as compartments of a neuron do: by
 * a matrix G, of which row j says what drives compartment j.
 */
final class Coupling {
  /** When G v takes part in a step. */
  enum Order {
    /** G v, of the potential before the step, is the equations' last input. */
    INPUT,
    /** v + dt G v replaces the potential after the step, reset included. */
    AFTER_RESET
  }

  private final Parameter matrix;
  private final Order order;

  Coupling(Tensor matrix, Order order) {
    if (matrix.rank() != 2 || matrix.dim(0) != matrix.dim(1)) {
      throw new IllegalArgumentException(
          "g_coupling: expected [neurons, neurons], got shape " + Shape.text(matrix.shape()));
    }
    this.matrix = new Parameter("g_coupling", matrix);
    this.order = order;
  }

  Parameter matrix() {
    return matrix;
  }

  Order order() {
    return order;
  }

  int neurons() {
    return matrix.shape()[0];
  }
}
