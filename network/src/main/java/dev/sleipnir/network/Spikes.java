package dev.sleipnir.network;

/** Where something happens in a step: spikes, or other events. */
interface Spikes {
  /** At which neurons, in order; only the first {@link #spikeCount} count. */
  int[] spikes();

  /** At how many. */
  int spikeCount();
}
