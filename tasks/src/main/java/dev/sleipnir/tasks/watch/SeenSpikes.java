package dev.sleipnir.tasks.watch;

import java.util.List;

/**
 * Spikes of some neurons in a few steps, as the page draws them.
 *
 * @param name whose they are
 * @param steps how many steps
 * @param neurons how many neurons
 * @param rate as the page says
 * @param spikes for each spike its step, then its neuron
 */
record SeenSpikes(String name, int steps, int neurons, double rate, List<Integer> spikes) {
  /** Takes a copy of the list. */
  SeenSpikes {
    spikes = List.copyOf(spikes);
  }
}
