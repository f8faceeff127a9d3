package dev.sleipnir.model.train;

import java.io.IOException;

/** Hears of every epoch of a {@link TrainingRun}: prints it, reports it, keeps it. */
@FunctionalInterface
public interface EpochListener {
  /**
   * An epoch and its test are done, and saved if the run has a file.
   *
   * @param state what a checkpoint says of the training now; the last figures of its history are
   *     this epoch's
   * @param training how the network did while it was learning
   * @param test how it did afterwards
   * @throws IOException if what was heard cannot be written; the training ends
   */
  void ended(Checkpoint state, PassResult training, PassResult test) throws IOException;
}
