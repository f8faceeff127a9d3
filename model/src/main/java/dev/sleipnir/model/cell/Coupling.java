package dev.sleipnir.model.cell;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;

/**
 * How the membrane potentials of a population act on each other, as compartments of a neuron do: by
 * a matrix G, of which row j says what drives compartment j.
 *
 * <p>Where the equations have an input for it, that is G v of the potentials before the step. Where
 * they have none, v + dt G v replaces the potentials after the step, reset included.
 */
final class Coupling {
  private final Parameter matrix;

  Coupling(Tensor matrix) {
    this.matrix = new Parameter("g_coupling", matrix);
  }

  Parameter matrix() {
    return matrix;
  }
}
