package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;

/**
 * What looks at a network while it runs. Its {@code toString} says what it records of what: a
 * snapshot knows it by that.
 */
interface Monitor {
  /** Before steps are made, once synapses are there: refuses to record what is not. */
  default void ready() {
    // Most know when they are made.
  }

  /**
   * At the beginning of a step, before anything of it has happened.
   *
   * @param step its number, from 0
   */
  default void before(long step) {
    // Most look at spikes.
  }

  /**
   * When it is known who spikes, before anything is delivered or reset.
   *
   * @param step its number, from 0
   */
  default void spikes(long step) {
    // Some look at states.
  }

  /** When a run has ended, or was ended. */
  default void ended() {
    // What is in memory needs no end.
  }

  /**
   * Tells what has been recorded.
   *
   * @param state is told
   */
  void state(State state);
}
