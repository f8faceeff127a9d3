package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;

/** What a projection does in the phases of a step. */
interface Events {
  /** Sums over synapses, from the state before the step. */
  default void sum(long step) {
    // Only texts with sums do.
  }

  /** Variables of synapses that move on in every step. */
  default void advance(long step) {
    // Only texts with such variables do.
  }

  /** What spikes of the neurons that send do when they arrive. */
  default void pre(long step) {
    // Those of ranges are delivered with others.
  }

  /** What spikes of the neurons that receive do. */
  default void post(long step) {
    // Only texts that say so do.
  }

  /** Tells which synapses there are and what they carry from step to step. */
  void state(State state);

  /** Sets a parameter or variable of the synapses: in their order, or one for all. */
  void set(String name, double[] values);

  /** Whether weights change. */
  default void plastic(boolean is) {
    // Only those of texts do.
  }

  /** A parameter or variable of the synapses: in their order, or one for all. */
  float[] values(String name);
}
