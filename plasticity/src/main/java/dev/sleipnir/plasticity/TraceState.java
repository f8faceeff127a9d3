package dev.sleipnir.plasticity;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a group of synapses keeps between time steps beside its weights. A step consumes the state
 * it is given and returns the same object, updated.
 *
 * <p>Signals are set before a step and stay as they are until they are set again:
 *
 * <pre>{@code
 * state.signal("reward", 0.5f);
 * state.signal("u", membranePotentials);
 * state = synapses.step(preSpikes, postSpikes, state);
 * }</pre>
 *
 * @param pre the traces, then the signals of the pre-synaptic neurons, of the shape of their spikes
 * @param post the traces, then the signals of the post-synaptic neurons, of the shape of their
 *     spikes
 * @param synapses the variables of the synapses, of the shape of the weights
 * @param signals the signals that are the same for all synapses, [batch]
 */
public record TraceState(
    NeuronState pre, NeuronState post, NeuronState synapses, NeuronState signals) implements State {
  /**
   * The state of a rule that has nothing but traces.
   *
   * @param pre the traces of the pre-synaptic neurons, of the shape of their spikes
   * @param post the traces of the post-synaptic neurons, of the shape of their spikes
   */
  public TraceState(NeuronState pre, NeuronState post) {
    this(pre, post, NeuronState.zeros(List.of(), 1), NeuronState.zeros(List.of(), 1));
  }

  /**
   * Sets a signal to one value everywhere.
   *
   * @param name its name in the rule
   * @param value its value
   * @throws IllegalArgumentException if there is no such signal or the value is not finite
   */
  public void signal(String name, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(name + ": expected a finite signal, got " + value);
    }
    Arrays.fill(column(name), value);
  }

  /**
   * Sets a signal.
   *
   * @param name its name in the rule
   * @param values its value at every neuron, [batch][neurons], or, if it is the same for all
   *     synapses, in every sample, [batch]; copied
   * @throws IllegalArgumentException if there is no such signal, there are more or fewer values, or
   *     one is not finite; nothing has changed then
   */
  public void signal(String name, float[] values) {
    float[] column = column(name);
    if (values.length != column.length) {
      throw new IllegalArgumentException(
          name + ": expected " + column.length + " floats, got " + values.length);
    }
    for (int e = 0; e < values.length; e++) {
      if (!Float.isFinite(values[e])) {
        throw new IllegalArgumentException(
            name + ": expected finite signals, got " + values[e] + " at " + e);
      }
    }
    System.arraycopy(values, 0, column, 0, values.length);
  }

  private float[] column(String name) {
    for (NeuronState part : List.of(signals, post, pre)) {
      if (part.names().contains(name)) {
        return part.column(name);
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "expected one of the signals %s, %s, %s, got '%s'",
            signals.names(),
            post.names(),
            pre.names(),
            name));
  }

  @Override
  public TraceState copy() {
    return new TraceState(pre.copy(), post.copy(), synapses.copy(), signals.copy());
  }
}
