package dev.sleipnir.model.tensor;

import java.util.Locale;

/**
 * How spikes went through a connection: how often each way was taken, and how dense they were.
 * Segments that a checkpointed training computes again count again.
 *
 * @param layer the connection, as it names itself
 * @param eventDriven calls that added a row of weights for every spike
 * @param dense calls that multiplied all ones and zeros, or floats
 * @param spikes spikes that came in; those of floats are not counted
 * @param neurons neurons and steps these were looked for in
 */
public record PropagationCount(
    String layer, long eventDriven, long dense, long spikes, long neurons) {
  /**
   * Part of the input neurons that spiked in a step.
   *
   * @return 0 to 1; NaN if no spikes came in as bits
   */
  public double density() {
    return (double) spikes / neurons;
  }

  /** Such as {@code Linear(784, 100): 12 times event-driven, 3 dense; 2.50 % of neurons spiked}. */
  @Override
  public String toString() {
    String density =
        neurons == 0
            ? "no spikes as bits"
            : String.format(Locale.ROOT, "%.2f %% of neurons spiked", 100 * density());
    return layer + ": " + eventDriven + " times event-driven, " + dense + " dense; " + density;
  }
}
