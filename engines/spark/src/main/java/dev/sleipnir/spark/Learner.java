package dev.sleipnir.spark;

import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.model.train.TrainingTask;
import java.io.Serializable;

/**
 * What one replica of a training has.
 *
 * @param task network, samples and loss
 * @param trainer its optimiser, batches, seed and bounds
 */
public record Learner(TrainingTask task, Trainer trainer) {
  /** Makes the learner of a replica, on its executor: every call makes an equal one. */
  @FunctionalInterface
  public interface Factory extends Serializable {
    /**
     * Makes a learner.
     *
     * @return with equal weights, samples and settings at each call
     * @throws Exception if it cannot, such as for want of data on the executor
     */
    Learner make() throws Exception;
  }
}
