package dev.sleipnir.model.online;

import java.util.Arrays;

/**
 * A run of an event-based layer: the spikes it fired, and what the backward pass needs. It grows
 * with the number of spikes alone. Made by {@link EventPropLayer#forward}.
 */
public final class EventRun {
  final EventPropLayer layer;
  final SpikeEvents input;
  private final SpikeEvents spikes = new SpikeEvents();

  /** For each event the number of the input spike, or the complement of that of an own spike. */
  private int[] events = new int[16];

  /** For each own spike the current of its neuron. */
  private double[] currents = new double[16];

  private int size;

  EventRun(EventPropLayer layer, SpikeEvents input) {
    this.layer = layer;
    this.input = input;
  }

  void arrived(int inputSpike) {
    add(inputSpike);
  }

  void fired(double time, int neuron, double current) {
    int spike = spikes.size();
    if (spike == currents.length) {
      currents = Arrays.copyOf(currents, 2 * spike);
    }
    currents[spike] = current;
    spikes.add(time, neuron);
    add(~spike);
  }

  private void add(int event) {
    if (size == events.length) {
      events = Arrays.copyOf(events, 2 * size);
    }
    events[size++] = event;
  }

  int size() {
    return size;
  }

  int event(int e) {
    return events[e];
  }

  double current(int spike) {
    return currents[spike];
  }

  double time(int e) {
    return events[e] >= 0 ? input.time(events[e]) : spikes.time(~events[e]);
  }

  /** {@return the spikes of the layer: in order of time} */
  public SpikeEvents spikes() {
    return spikes;
  }
}
