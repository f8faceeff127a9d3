package dev.sleipnir.model.online;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * Spikes as events in order of time: what event-based layers pass on. A spike takes 12 bytes, a
 * time without spikes none.
 */
public final class SpikeEvents {
  private double[] times = new double[16];
  private int[] neurons = new int[16];
  private int size;

  /** No spikes yet. */
  public SpikeEvents() {}

  /**
   * These spikes.
   *
   * @param times when [s], in any order
   * @param neurons which neuron, as many
   * @return the spikes in order of time; of equal times, the first given comes first
   * @throws IllegalArgumentException if the lengths differ, a time is negative or not finite, or a
   *     neuron is negative
   */
  public static SpikeEvents of(double[] times, int[] neurons) {
    Require.length("neurons", times.length, "one for each time", neurons.length);
    Integer[] order = new Integer[times.length];
    Arrays.setAll(order, e -> e);
    Arrays.sort(order, (a, b) -> Double.compare(times[a], times[b]));
    SpikeEvents events = new SpikeEvents();
    for (int e : order) {
      events.add(times[e], neurons[e]);
    }
    return events;
  }

  /**
   * Adds a spike at the end.
   *
   * @param time when [s], not before the last one
   * @param neuron which neuron
   * @throws IllegalArgumentException if the time is before the last spike's, negative or not
   *     finite, or the neuron is negative; nothing is added then
   */
  public void add(double time, int neuron) {
    double last = size == 0 ? 0 : times[size - 1];
    if (!(time >= last && time < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "time: expected a finite one of at least " + last + ", got " + time);
    }
    Require.atLeast("neuron", 0, neuron);
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      neurons = Arrays.copyOf(neurons, 2 * size);
    }
    times[size] = time;
    neurons[size++] = neuron;
  }

  /** {@return number of spikes: at least 0} */
  public int size() {
    return size;
  }

  /**
   * When a spike came.
   *
   * @param event which, in order of time
   * @return time [s]
   * @throws IndexOutOfBoundsException if there is no such spike
   */
  public double time(int event) {
    return times[checked(event)];
  }

  /**
   * Which neuron fired.
   *
   * @param event which, in order of time
   * @return the neuron
   * @throws IndexOutOfBoundsException if there is no such spike
   */
  public int neuron(int event) {
    return neurons[checked(event)];
  }

  /**
   * When each neuron fired first: how a layer whose first spikes count is decoded.
   *
   * @param count number of neurons
   * @param silent what stands for a neuron that did not fire
   * @return a time for each neuron [s]
   * @throws IllegalArgumentException if a spike is of a neuron beyond these
   */
  public double[] firstTimes(int count, double silent) {
    requireNeurons(count);
    double[] first = new double[count];
    Arrays.fill(first, silent);
    for (int e = size - 1; e >= 0; e--) {
      first[neurons[e]] = times[e];
    }
    return first;
  }

  /** Checks that no neuron is beyond those a layer has weights for. */
  void requireNeurons(int count) {
    for (int e = 0; e < size; e++) {
      if (neurons[e] >= count) {
        throw new IllegalArgumentException(
            "spikes: expected neurons 0 to " + (count - 1) + ", got " + neurons[e]);
      }
    }
  }

  private int checked(int event) {
    if (event < 0 || event >= size) {
      throw new IndexOutOfBoundsException("event: expected 0 to " + (size - 1) + ", got " + event);
    }
    return event;
  }

  @Override
  public String toString() {
    return size + " spikes";
  }
}
