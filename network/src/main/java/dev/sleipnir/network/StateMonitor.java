package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/** Values of a state variable at some neurons, at the beginning of every so many steps. */
public final class StateMonitor implements Monitor {
  private static final int FIRST_SAMPLES = 256;

  private final String variable;
  private final Watched watched;
  private final float[] state;
  private final int[] neurons;
  private final long every;
  private final double dt;
  private float[] values;
  private long[] steps = new long[FIRST_SAMPLES];
  private int count;

  StateMonitor(String variable, Watched watched, long every, double dt) {
    this.variable = variable;
    this.watched = watched;
    state = watched.population().array(variable);
    neurons = watched.neurons();
    this.every = every;
    this.dt = dt;
    values = new float[Math.multiplyExact(FIRST_SAMPLES, neurons.length)];
  }

  @Override
  public void before(long step) {
    if (step % every != 0) {
      return;
    }
    if (count == steps.length) {
      grow();
    }
    for (int k = 0; k < neurons.length; k++) {
      values[count * neurons.length + k] = state[neurons[k]];
    }
    steps[count++] = step;
  }

  private void grow() {
    int most = (Integer.MAX_VALUE - 8) / neurons.length;
    if (count >= most) {
      throw new IllegalStateException(
          variable
              + ": expected at most "
              + most
              + " samples of "
              + neurons.length
              + " neurons in memory, got more: record fewer neurons, or less often");
    }
    steps = Arrays.copyOf(steps, (int) Math.min(most, Math.max(FIRST_SAMPLES, 2L * count)));
    values = Arrays.copyOf(values, steps.length * neurons.length);
  }

  @Override
  public void state(State state) {
    watched.state(state);
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
    return variable + " of " + watched + " every " + every + " steps";
  }

  /**
   * The variable that is recorded.
   *
   * @return its name
   */
  public String variable() {
    return variable;
  }

  /**
   * The neurons that are recorded.
   *
   * @return their numbers in the population, in the order of their places here; a copy
   */
  public int[] neurons() {
    return neurons.clone();
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
   * When the samples were taken.
   *
   * @return for each sample the time
   */
  public double[] times() {
    return Arrays.stream(steps, 0, count).mapToDouble(step -> step * dt).toArray();
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

  /** Forgets the samples so far. */
  public void clear() {
    count = 0;
  }
}
