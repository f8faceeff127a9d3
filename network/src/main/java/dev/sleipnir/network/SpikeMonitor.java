package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/** The spikes of a population, from when it was made on. */
public final class SpikeMonitor implements Monitor {
  private final Population population;
  private long[] steps = new long[1024];
  private int[] neurons = new int[1024];
  private int count;

  SpikeMonitor(Population population) {
    this.population = population;
  }

  @Override
  public void spikes(long step) {
    int more = population.spiking().spikeCount();
    if (count + more > steps.length) {
      int length = Math.max(count + more, Math.max(1024, 2 * steps.length));
      steps = Arrays.copyOf(steps, length);
      neurons = Arrays.copyOf(neurons, length);
    }
    Arrays.fill(steps, count, count + more, step);
    System.arraycopy(population.spiking().spikes(), 0, neurons, count, more);
    count += more;
  }

  @Override
  public void state(State state) {
    long[] when = state.longs("steps", steps());
    int[] whose = state.ints("neurons", neurons(), 0, population.size() - 1);
    if (when.length != whose.length) {
      throw new IllegalArgumentException(
          this + ": expected as many neurons as steps, " + when.length + ", got " + whose.length);
    }
    state.restore(
        () -> {
          count = when.length;
          steps = when;
          neurons = whose;
        });
  }

  @Override
  public String toString() {
    return "spikes of " + population.name();
  }

  /**
   * How many spikes there were.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }

  /**
   * When they were.
   *
   * @return for each spike its step, in order; a copy
   */
  public long[] steps() {
    return Arrays.copyOf(steps, count);
  }

  /**
   * Whose they were.
   *
   * @return for each spike the neuron, in order within a step; a copy
   */
  public int[] neurons() {
    return Arrays.copyOf(neurons, count);
  }

  /** Forgets the spikes so far. */
  public void clear() {
    count = 0;
  }
}
