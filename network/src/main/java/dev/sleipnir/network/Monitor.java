package dev.sleipnir.network;

/** What looks at a network while it runs. */
interface Monitor {
  /** At the beginning of a step, before anything of it has happened. */
  default void before(long step) {
    // Most look at spikes.
  }

  /** When it is known who spikes, before anything is delivered or reset. */
  default void spikes(long step) {
    // Some look at states.
  }
}
