package dev.sleipnir.model.train;

/**
 * Figures of one epoch of a training, as a {@link Checkpoint} keeps them: all that does not depend
 * on how fast the machine was.
 *
 * @param epoch its number, from 1
 * @param trainSamples samples trained on
 * @param trainLoss mean loss while training
 * @param trainMetric mean of the task's {@linkplain TrainingTask#metric metric} while training; NaN
 *     if it has none
 * @param testSamples samples tested on afterwards
 * @param testLoss mean test loss
 * @param testMetric mean of the metric in the test
 */
public record EpochResult(
    int epoch,
    int trainSamples,
    double trainLoss,
    double trainMetric,
    int testSamples,
    double testLoss,
    double testMetric) {
  /**
   * The figures of two passes over data.
   *
   * @param epoch number of the epoch, from 1
   * @param training what {@link Trainer#epoch} returned
   * @param test what {@link Trainer#evaluate} returned
   * @return their figures, without the times
   */
  public static EpochResult of(int epoch, PassResult training, PassResult test) {
    return new EpochResult(
        epoch,
        training.samples(),
        training.loss(),
        training.metric(),
        test.samples(),
        test.loss(),
        test.metric());
  }
}
