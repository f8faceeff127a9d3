package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;

/** What makes the spikes of a population, step by step. */
interface Spiking extends Spikes {
  /** Before a step. */
  void begin(long step);

  /** Advances some neurons, from a multiple of 64 on. */
  default void update(int from, int to) {
    // Sources know their spikes when a step begins.
  }

  /** About how many additions advancing all of them takes. */
  default long cost() {
    return 0;
  }

  /** Lists who spikes. */
  default void collect() {
    // As above.
  }

  /** Tells what is carried from step to step. */
  void state(State state);

  /**
   * Changes what a source depends on.
   *
   * @param variable its name
   * @param values one for all or one for each
   * @return whether there is such a variable
   */
  default boolean set(String variable, double[] values) {
    return false;
  }

  /** After spikes have been delivered. */
  default void reset() {
    // A source has no state.
  }
}
