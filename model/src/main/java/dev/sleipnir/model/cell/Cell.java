package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** One step of a population of neurons, whose state is a {@link NeuronState}. */
public interface Cell extends StatefulLayer {
  /**
   * The state before the first step, outside any scope. What the neurons draw at random from it on
   * is decided by its first step, as for a step from no state: any two draw different numbers.
   *
   * @param shape shape of the output of a step, [batch, ...]
   * @return the state variables at their initial values
   */
  NeuronState initialState(int... shape);

  /**
   * The state before the first step, outside any scope, of neurons that draw what they draw at
   * random from this stream.
   *
   * @param random where the numbers come from; the state has its {@linkplain RandomStream#split()
   *     next child}, so that the next state made from it draws others
   * @param shape shape of the output of a step, [batch, ...]
   * @return the state variables at their initial values
   */
  default NeuronState initialState(RandomStream random, int... shape) {
    NeuronState state = initialState(shape);
    state.setRandom(random.split());
    return state;
  }

  /**
   * Whether the output is spikes, 0 or 1.
   *
   * @return false for what puts out a potential
   */
  boolean isSpiking();

  /**
   * A parameter of the equations as it is now.
   *
   * @param name its name, such as {@code v_th}
   * @return a copy: a single number, or a value for each neuron; null if there is no such parameter
   */
  default @Nullable Tensor parameterValue(String name) {
    return null;
  }
}
