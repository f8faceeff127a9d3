package dev.sleipnir.model.train;

import dev.sleipnir.model.tensor.Tensor;

/**
 * A figure of which more is better, such as accuracy: what a pass is judged by, and early stopping
 * goes by. A lambda that returns a sum over the batch is one.
 */
@FunctionalInterface
public interface Metric {
  /**
   * The figure of a batch.
   *
   * @param decoded what was decoded from the outputs, as the loss gets it
   * @param targets what was wanted
   * @return the sum over the samples of the batch
   */
  double of(Tensor decoded, Tensor targets);

  /**
   * What it is called.
   *
   * @return {@code metric} unless overridden
   */
  default String name() {
    return "metric";
  }

  /**
   * How many samples have their largest score at the right class. Of the scores of {@linkplain
   * dev.sleipnir.model.decode.Decoder#everyStep every step} it is the class with the largest mean;
   * of targets that are probabilities, the most probable one is right. Of probabilities of every
   * step, [time, batch, classes], it is the share of right steps among all of the batch, times its
   * samples; steps whose probabilities are all 0 are left out.
   *
   * @return the metric {@code accuracy}
   */
  static Metric accuracy() {
    return Answers.ACCURACY;
  }

  /**
   * No figure at all: the loss is what counts.
   *
   * @return NaN for every batch
   */
  static Metric none() {
    return (_, _) -> Double.NaN;
  }
}
