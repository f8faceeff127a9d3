package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/** Values of a state variable at some neurons, at the beginning of every so many steps. */
public final class StateMonitor implements Monitor {
  private final String name;
  private final float[] state;
  private final int[] neurons;
  private final long every;
  private float[] values;
  private long[] steps = new long[256];
  private int count;

  StateMonitor(String name, float[] state, int[] neurons, long every) {
    this.name = name;
    this.state = state;
    this.neurons = neurons;
    this.every = every;
    values = new float[steps.length * neurons.length];
  }

  @Override
  public void before(long step) {
    if (step % every != 0) {
      return;
    }
    if (count == steps.length) {
      steps = Arrays.copyOf(steps, Math.max(256, 2 * count));
      values = Arrays.copyOf(values, steps.length * neurons.length);
    }
    for (int k = 0; k < neurons.length; k++) {
      values[count * neurons.length + k] = state[neurons[k]];
    }
    steps[count++] = step;
  }

  @Override
  public void state(State state) {
    long[] when = state.longs("steps", steps());
    float[] sampled = state.floats("values", Arrays.copyOf(values, count * neurons.length));
    if ((long) when.length * neurons.length != sampled.length) {
      throw new IllegalArgumentException(
          this
              + ": expected a value of each of "
              + neurons.length
              + " neurons in "
              + when.length
              + " steps, got "
              + sampled.length);
    }
    state.restore(
        () -> {
          count = when.length;
          steps = when;
          values = sampled;
        });
  }

  @Override
  public String toString() {
    return name + " at " + neurons.length + " neurons every " + every + " steps";
  }

  /**
   * When the samples were taken.
   *
   * @return for each sample the step at whose beginning it was; a copy
   */
  public long[] steps() {
    return Arrays.copyOf(steps, count);
  }

  /**
   * The samples of a neuron.
   *
   * @param which its place among those that are recorded
   * @return for each sample the value
   */
  public float[] values(int which) {
    float[] of = new float[count];
    for (int s = 0; s < count; s++) {
      of[s] = values[s * neurons.length + which];
    }
    return of;
  }
}
