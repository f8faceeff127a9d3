package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * What a state is made of anew.
 *
 * @param population in the place of each population
 * @param values in the place of each tensor
 */
record Parts(UnaryOperator<NeuronState> population, UnaryOperator<Tensor> values)
    implements StateParts {
  /** Other populations, the same tensors. */
  static Parts neurons(UnaryOperator<NeuronState> population) {
    return new Parts(population, tensor -> tensor);
  }

  /** Other tensors, the same populations. */
  static Parts tensors(UnaryOperator<Tensor> values) {
    return new Parts(neurons -> neurons, values);
  }

  @Override
  public NeuronState neurons(NeuronState part) {
    return population.apply(part);
  }

  @Override
  public Tensor tensor(Tensor part) {
    return values.apply(part);
  }
}
