package dev.sleipnir.model.tensor;

/** What {@link State#with} puts in the place of a state's parts. */
public interface StateParts {
  /**
   * In the place of a population's state.
   *
   * @param part the population's state
   * @return that or another of the same form
   */
  NeuronState neurons(NeuronState part);

  /**
   * In the place of a tensor.
   *
   * @param part the tensor
   * @return that or another of the same shape
   */
  Tensor tensor(Tensor part);
}
