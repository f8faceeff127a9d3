package dev.sleipnir.tasks.training;

import dev.sleipnir.model.train.TrainingListener;
import dev.sleipnir.model.train.TrainingTask;
import java.io.PrintWriter;

/** Shows a training's progress on the terminal, and what keeps it from learning. */
final class ProgressListener implements TrainingListener {
  private final TerminalProgress progress;
  private final String samples;
  private final PrintWriter err;

  /**
   * A listener.
   *
   * @param progress shows how far it is
   * @param samples what samples are called, such as {@code images}
   * @param err where warnings go, whether or not progress is shown
   */
  ProgressListener(TerminalProgress progress, String samples, PrintWriter err) {
    this.progress = progress;
    this.samples = samples;
    this.err = err;
  }

  @Override
  public void warned(String message) {
    progress.beginLine();
    err.println("Warning: " + message);
    err.flush();
  }

  @Override
  public void started(String what, TrainingTask task) {
    progress.start(what, task.samples(), samples, task.metric());
  }

  @Override
  public void progressed(int samples, double loss, double metric) {
    progress.step(samples, loss, metric);
  }

  @Override
  public void ended() {
    progress.close();
  }
}
