package dev.sleipnir.network;

/**
 * What can be delivered to ranges of neurons by several threads at once. A step is {@link #begin},
 * {@link #deliver} of every range, {@link #end}.
 */
interface RangedEvents extends Events {
  /** The neurons that receive. */
  Population to();

  /**
   * What is delivered in a step is found.
   *
   * @return about how many additions it is
   */
  long begin(long step);

  /** Delivers to the neurons of a range, which goes from a neuron to another. */
  void deliver(int range, int from, int to);

  /** What was delivered is forgotten. */
  default void end() {
    // Only spikes that arrive are.
  }
}
