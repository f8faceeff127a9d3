package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.io.IOException;

/** A source whose first event is at 0. */
final class FromZero implements EventSource {
  private final EventSource source;
  private boolean hasStarted;
  private long start;

  FromZero(EventSource source) {
    this.source = source;
  }

  @Override
  public int width() {
    return source.width();
  }

  @Override
  public int height() {
    return source.height();
  }

  @Override
  public int read(Events batch) throws IOException {
    int from = batch.size();
    int count = source.read(batch);
    long[] t = batch.t();
    if (count > 0 && !hasStarted) {
      hasStarted = true;
      start = t[from];
    }
    for (int i = from; i < batch.size(); i++) {
      t[i] -= start;
    }
    return count;
  }
}
