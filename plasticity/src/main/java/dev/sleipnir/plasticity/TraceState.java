package dev.sleipnir.plasticity;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;

/**
 * The traces of a group of synapses between time steps. A step consumes the state it is given and
 * returns the same object, updated.
 *
 * @param pre the traces of the pre-synaptic neurons, of the shape of their spikes
 * @param post the traces of the post-synaptic neurons, of the shape of their spikes
 */
public record TraceState(NeuronState pre, NeuronState post) implements State {
  @Override
  public TraceState copy() {
    return new TraceState(pre.copy(), post.copy());
  }
}
