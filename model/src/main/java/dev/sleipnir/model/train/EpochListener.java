package dev.sleipnir.model.train;

import dev.sleipnir.model.log.TrainingLog;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /**
   * This listener, then another one.
   *
   * @param next hears after this one
   * @return both
   */
  default EpochListener andThen(EpochListener next) {
    return (state, training, test) -> {
      ended(state, training, test);
      next.ended(state, training, test);
    };
  }

  /**
   * A listener that logs the figures of each epoch: {@code train/loss}, {@code train/METRIC},
   * {@code test/loss}, {@code test/METRIC} and {@code train/samples_per_second}, without the metric
   * where the task has none.
   *
   * @param log where they go; the caller closes it
   * @param metric what the task's metric is called
   * @return the listener
   */
  static EpochListener to(TrainingLog log, String metric) {
    return (state, training, test) -> {
      Map<String, Double> values = new LinkedHashMap<>();
      values.put("train/loss", training.loss());
      if (!Double.isNaN(training.metric())) {
        values.put("train/" + metric, training.metric());
      }
      values.put("test/loss", test.loss());
      if (!Double.isNaN(test.metric())) {
        values.put("test/" + metric, test.metric());
      }
      values.put("train/samples_per_second", training.samplesPerSecond());
      log.scalars(state.epoch(), values);
    };
  }
}
