package dev.sleipnir.network;

/** What makes the spikes of a population, step by step. */
interface Spiking {
  /** Before a step. */
  void begin(long step);

  /** Advances some neurons, from a multiple of 64 on. */
  default void update(int from, int to) {
    // Sources know their spikes when a step begins.
  }

  /** Lists who spikes. */
  default void collect() {
    // As above.
  }

  /** Who spikes; only the first {@link #spikeCount} count. */
  int[] spikes();

  int spikeCount();

  /** After spikes have been delivered. */
  default void reset() {
    // A source has no state.
  }
}
