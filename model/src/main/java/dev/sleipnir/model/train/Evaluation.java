package dev.sleipnir.model.train;

/**
 * How well a network did on some samples.
 *
 * @param samples how many
 * @param loss mean loss
 * @param accuracy share of samples classified rightly, 0 to 1
 * @param seconds time taken
 */
public record Evaluation(int samples, double loss, double accuracy, double seconds) {
  /**
   * Throughput.
   *
   * @return samples per second
   */
  public double samplesPerSecond() {
    return samples / seconds;
  }
}
