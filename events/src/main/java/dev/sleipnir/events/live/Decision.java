package dev.sleipnir.events.live;

/** Takes what a network says of each window of events. */
@FunctionalInterface
public interface Decision {
  /**
   * Takes an output, in the thread that steps the network.
   *
   * @param start when the window started, microseconds of the events' time
   * @param output the network's output, [1, ...] row-major: the session's own array, which the next
   *     step overwrites
   */
  void decide(long start, float[] output);
}
