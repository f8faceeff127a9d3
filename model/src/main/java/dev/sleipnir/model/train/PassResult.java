package dev.sleipnir.model.train;

/**
 * How a network did in one pass over some samples.
 *
 * @param samples how many
 * @param loss mean loss
 * @param metric mean of the task's {@linkplain TrainingTask#metric metric}, such as the share of
 *     samples classified rightly; NaN if the task has none
 * @param seconds time taken
 */
public record PassResult(int samples, double loss, double metric, double seconds) {
  /** {@return throughput: samples per second} */
  public double samplesPerSecond() {
    return samples / seconds;
  }
}
