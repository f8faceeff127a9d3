package dev.sleipnir.model.neuron;

import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.tensor.NeuronState;

/** One step of a population of neurons, whose state is a {@link NeuronState}. */
public interface Cell extends StatefulLayer {
  /**
   * The state before the first step, outside any scope.
   *
   * @param shape shape of the output of a step, [batch, ...]
   * @return the state variables at their initial values
   */
  NeuronState initialState(int... shape);

  /**
   * Whether the output is spikes, 0 or 1.
   *
   * @return false for what puts out a potential
   */
  boolean isSpiking();
}
