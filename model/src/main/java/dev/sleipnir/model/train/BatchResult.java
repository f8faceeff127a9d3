package dev.sleipnir.model.train;

import dev.sleipnir.model.tensor.Tensor;

/**
 * How a network did on a {@link Batch}.
 *
 * @param loss one number, the mean over the batch, in the batch's scope: what training makes small
 * @param metric the sum over the batch's samples of the task's {@linkplain TrainingTask#metric
 *     metric}, such as how many were classified rightly; NaN if the task has none
 */
public record BatchResult(Tensor loss, double metric) {
  /**
   * A loss, of a task without a metric.
   *
   * @param loss one number, the mean over the batch
   */
  public BatchResult(Tensor loss) {
    this(loss, Double.NaN);
  }
}
