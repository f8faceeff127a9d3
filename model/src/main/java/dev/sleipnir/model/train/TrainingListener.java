package dev.sleipnir.model.train;

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
}
