package dev.sleipnir.model.train;

/** Two listeners, one after the other. */
record BothListeners(TrainingListener first, TrainingListener second) implements TrainingListener {
  @Override
  public void started(String what, TrainingTask task) {
    first.started(what, task);
    second.started(what, task);
  }

  @Override
  public void updating(long step, double loss, double metric) {
    first.updating(step, loss, metric);
    second.updating(step, loss, metric);
  }

  @Override
  public void progressed(int samples, double loss, double metric) {
    first.progressed(samples, loss, metric);
    second.progressed(samples, loss, metric);
  }

  @Override
  public void warned(String message) {
    first.warned(message);
    second.warned(message);
  }

  @Override
  public void ended() {
    first.ended();
    second.ended();
  }
}
