package dev.sleipnir.tasks;

import dev.sleipnir.model.train.TrainingListener;

/** Shows a training's progress on the terminal. */
final class ProgressListener implements TrainingListener {
  private final TerminalProgress progress;

  ProgressListener(TerminalProgress progress) {
    this.progress = progress;
  }

  @Override
  public void started(String what, int samples) {
    progress.start(what, samples);
  }

  @Override
  public void progressed(int samples, double loss, double accuracy) {
    progress.step(samples, loss, accuracy);
  }

  @Override
  public void ended() {
    progress.close();
  }
}
