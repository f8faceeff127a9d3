package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.spikes.StepProduct;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
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

  int neurons() {
    return matrix.shape()[0];
  }

  /** Whether the current G v is the last input of the equations of coupled neurons. */
  static boolean isInput(NeuronModel model) {
    return model.inputs().size() > 1;
  }

  /** The product G v of each sample of a step. */
  StepProduct product(int batch, Scope scope) {
    int n = neurons();
    return StepProduct.dense(batch, n, n, matrix.data(), scope.workspace().gemm());
  }
}
