package dev.sleipnir.model.train;

/**
 * Figures of one epoch of a training, as a {@link Checkpoint} keeps them: all that does not depend
 * on how fast the machine was.
 *
 * @param epoch its number, from 1
 * @param trainSamples samples trained on
 * @param trainLoss mean loss while training
 * @param trainAccuracy accuracy while training, 0 to 1
 * @param testSamples samples tested on afterwards
 * @param testLoss mean test loss
 * @param testAccuracy test accuracy, 0 to 1
 */
public record EpochResult(
    int epoch,
    int trainSamples,
    double trainLoss,
    double trainAccuracy,
    int testSamples,
    double testLoss,
    double testAccuracy) {
  /**
   * The figures of two passes over data.
   *
   * @param epoch number of the epoch, from 1
   * @param training what {@link Trainer#epoch} returned
   * @param test what {@link Trainer#evaluate} returned
   * @return their figures, without the times
   */
  public static EpochResult of(int epoch, Evaluation training, Evaluation test) {
    return new EpochResult(
        epoch,
        training.samples(),
        training.loss(),
        training.accuracy(),
        test.samples(),
        test.loss(),
        test.accuracy());
  }
}
