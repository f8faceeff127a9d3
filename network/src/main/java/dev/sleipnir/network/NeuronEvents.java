package dev.sleipnir.network;

import dev.sleipnir.kernels.network.Occurrences;

/** Spikes or other events of neurons that have equations. */
record NeuronEvents(Occurrences occurrences) implements Spikes {
  @Override
  public int[] spikes() {
    return occurrences.neurons();
  }

  @Override
  public int spikeCount() {
    return occurrences.count();
  }
}
