package dev.sleipnir.model.train;

/** Hears how training goes: a progress bar, a log, a test. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A pass over the data begins.
   *
   * @param what what is done, such as {@code epoch 1/10}
   * @param samples how many samples there are
   */
  default void started(String what, int samples) {}

  /**
   * A batch is done.
   *
   * @param samples samples done so far in this pass
   * @param loss mean loss so far in this pass
   * @param accuracy accuracy so far in this pass, 0 to 1
   */
  default void progressed(int samples, double loss, double accuracy) {}

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
