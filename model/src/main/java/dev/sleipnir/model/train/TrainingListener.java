package dev.sleipnir.model.train;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.log.TrainingLog;

/** Hears how training goes: a progress bar, a log, a test. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A pass over the data begins.
   *
   * @param what what is done, such as {@code epoch 1/10}
   * @param task the task, which knows how many samples there are and what its metric is
   */
  default void started(String what, TrainingTask task) {}

  /**
   * A training step is about to update the parameters: their gradients are those that the optimiser
   * gets, clipped where they are. Both are to be looked at only.
   *
   * @param step its number, from 1
   * @param loss the loss of its batch
   * @param metric mean of the task's metric over its batch; NaN if it has none
   */
  default void updating(long step, double loss, double metric) {}

  /**
   * A batch is done.
   *
   * @param samples samples done so far in this pass
   * @param loss mean loss so far in this pass
   * @param metric mean of the task's metric so far in this pass; NaN if it has none
   */
  default void progressed(int samples, double loss, double metric) {}

  /**
   * Something keeps the network from learning: a layer that never fires, say, or a gradient that
   * vanishes. Told once for each trainer, after the first steps.
   *
   * @param message what was found, with a hint
   */
  default void warned(String message) {}

  /** The pass is over. */
  default void ended() {}

  /**
   * This listener, then another one.
   *
   * @param next hears after this one
   * @return both
   */
  default TrainingListener andThen(TrainingListener next) {
    return new BothListeners(this, next);
  }

  /**
   * A listener that logs every so many training steps: numbers {@code step/loss} and {@code
   * step/METRIC}, without the metric where the task has none; histograms {@code parameter/NAME} and
   * {@code gradient/NAME} of the network's parameters, under the names of {@link
   * dev.sleipnir.model.exchange.StateDict}. What cannot be written ends the training with an {@link
   * java.io.UncheckedIOException}, of which a {@link TrainingRun} throws the cause.
   *
   * @param log where they go; the caller closes it
   * @param every steps from one to the next, at least 1
   * @return the listener, of trainings one after the other
   * @throws IllegalArgumentException if it is less than 1
   */
  static TrainingListener to(TrainingLog log, int every) {
    Require.atLeast("every", 1, every);
    return new StepLog(log, every);
  }
}
