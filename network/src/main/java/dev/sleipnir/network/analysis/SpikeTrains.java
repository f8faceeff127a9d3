package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * Spikes of some neurons within a window of time: whole steps, from the first one of the window to
 * one past its last. Times are steps times dt, in the unit of dt.
 */
public final class SpikeTrains {
  private final double dt;
  private final int size;
  private final long from;
  private final long to;
  private final long[] steps;
  private final int[] neurons;

  /** Of each neuron its first spike in {@link #ofNeuron}, then their number. */
  private final int[] first;

  private final long[] ofNeuron;

  /**
   * The spikes of a window.
   *
   * @param dt the time step
   * @param size how many neurons there are, at least 1
   * @param from the window's first step
   * @param to one past its last
   * @param steps for each spike its step, in order; those outside of the window are left out
   * @param neurons for each spike the neuron
   * @throws IllegalArgumentException if there are not as many neurons as steps, steps are not in
   *     order, there is no such neuron, or the window ends before it begins
   */
  public SpikeTrains(double dt, int size, long from, long to, long[] steps, int[] neurons) {
    Require.positive("time step", dt);
    Require.positive("neurons", size);
    Require.atLeast("steps of the window", 0, to - from);
    Require.length("neurons of spikes", steps.length, "as steps", neurons.length);
    for (int s = 0; s < steps.length; s++) {
      if (s > 0 && steps[s] < steps[s - 1]) {
        throw new IllegalArgumentException(
            "spikes: expected steps in order, got " + steps[s] + " after " + steps[s - 1]);
      }
      if (neurons[s] < 0 || neurons[s] >= size) {
        throw new IllegalArgumentException(
            "spikes: expected neurons from 0 to " + (size - 1) + ", got " + neurons[s]);
      }
    }
    this.dt = dt;
    this.size = size;
    this.from = from;
    this.to = to;
    int begin = place(steps, from);
    int end = place(steps, to);
    this.steps = Arrays.copyOfRange(steps, begin, end);
    this.neurons = Arrays.copyOfRange(neurons, begin, end);
    first = new int[size + 1];
    for (int neuron : this.neurons) {
      first[neuron + 1]++;
    }
    for (int i = 0; i < size; i++) {
      first[i + 1] += first[i];
    }
    ofNeuron = new long[this.steps.length];
    int[] next = first.clone();
    for (int s = 0; s < ofNeuron.length; s++) {
      ofNeuron[next[this.neurons[s]]++] = this.steps[s];
    }
  }

  /**
   * The spikes of several populations as of one: the neurons of the second are numbered after those
   * of the first, and so on.
   *
   * @param populations their spikes, of the same time step and window
   * @return all of them
   * @throws IllegalArgumentException if there is none, or time steps or windows differ
   */
  public static SpikeTrains together(SpikeTrains... populations) {
    Require.positive("populations", populations.length);
    SpikeTrains head = populations[0];
    int size = 0;
    int count = 0;
    for (SpikeTrains one : populations) {
      if (one.dt != head.dt || one.from != head.from || one.to != head.to) {
        throw new IllegalArgumentException(
            "populations: expected the time step and window of the first, "
                + head
                + " of "
                + head.dt
                + ", got "
                + one
                + " of "
                + one.dt);
      }
      size = Math.addExact(size, one.size);
      count = Math.addExact(count, one.count());
    }
    long[] steps = new long[count];
    int[] neurons = new int[count];
    int[] next = new int[populations.length];
    for (int s = 0; s < count; ) {
      long step = Long.MAX_VALUE;
      for (int p = 0; p < next.length; p++) {
        SpikeTrains one = populations[p];
        step = next[p] < one.count() ? Math.min(step, one.steps[next[p]]) : step;
      }
      int before = 0;
      for (int p = 0; p < next.length; p++) {
        SpikeTrains one = populations[p];
        while (next[p] < one.count() && one.steps[next[p]] == step) {
          steps[s] = step;
          neurons[s++] = before + one.neurons[next[p]++];
        }
        before += one.size;
      }
    }
    return new SpikeTrains(head.dt, size, head.from, head.to, steps, neurons);
  }

  /** How many are before a step. */
  private static int place(long[] steps, long step) {
    int low = 0;
    int high = steps.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (steps[middle] < step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The time step.
   *
   * @return as given
   */
  public double dt() {
    return dt;
  }

  /**
   * How many neurons there are.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * The window's first step.
   *
   * @return as given
   */
  public long from() {
    return from;
  }

  /**
   * One past the window's last step.
   *
   * @return as given
   */
  public long to() {
    return to;
  }

  /**
   * How long the window is.
   *
   * @return a time
   */
  public double duration() {
    return (to - from) * dt;
  }

  /**
   * How many spikes there are.
   *
   * @return at least 0
   */
  public int count() {
    return steps.length;
  }

  /**
   * How many spikes a neuron has.
   *
   * @param neuron which
   * @return at least 0
   * @throws IllegalArgumentException if there is no such neuron
   */
  public int count(int neuron) {
    require(neuron);
    return first[neuron + 1] - first[neuron];
  }

  private void require(int neuron) {
    if (neuron < 0 || neuron >= size) {
      throw new IllegalArgumentException("neuron: expected 0 to " + (size - 1) + ", got " + neuron);
    }
  }

  /**
   * When the spikes are.
   *
   * @return for each spike its step, in order; a copy
   */
  public long[] steps() {
    return steps.clone();
  }

  /**
   * Whose the spikes are.
   *
   * @return for each spike the neuron, in the order of {@link #steps()}; a copy
   */
  public int[] neurons() {
    return neurons.clone();
  }

  /**
   * The steps of a neuron's spikes.
   *
   * @param neuron which
   * @return in order; a copy
   * @throws IllegalArgumentException if there is no such neuron
   */
  public long[] steps(int neuron) {
    require(neuron);
    return Arrays.copyOfRange(ofNeuron, first[neuron], first[neuron + 1]);
  }

  /**
   * The times of a neuron's spikes, from the time 0 of the network on.
   *
   * @param neuron which
   * @return in order
   * @throws IllegalArgumentException if there is no such neuron
   */
  public double[] times(int neuron) {
    return Arrays.stream(steps(neuron)).mapToDouble(step -> step * dt).toArray();
  }

  /**
   * The times between spikes of a neuron.
   *
   * @param neuron which
   * @return one fewer than spikes, in order
   * @throws IllegalArgumentException if there is no such neuron
   */
  public double[] intervals(int neuron) {
    double[] intervals = new double[Math.max(0, count(neuron) - 1)];
    for (int k = 0; k < intervals.length; k++) {
      intervals[k] = (ofNeuron[first[neuron] + k + 1] - ofNeuron[first[neuron] + k]) * dt;
    }
    return intervals;
  }

  /**
   * The same spikes in a part of the window.
   *
   * @param begin the part's first step, not before this window
   * @param end one past its last, not after this window
   * @return the part
   * @throws IllegalArgumentException if it is no part of the window
   */
  public SpikeTrains between(long begin, long end) {
    if (begin < from || end > to || end < begin) {
      throw new IllegalArgumentException(
          "window: expected a part of steps "
              + from
              + " to "
              + to
              + ", got "
              + begin
              + " to "
              + end);
    }
    return new SpikeTrains(dt, size, begin, end, steps, neurons);
  }

  @Override
  public String toString() {
    return count() + " spikes of " + size + " neurons in steps " + from + " to " + to;
  }
}
