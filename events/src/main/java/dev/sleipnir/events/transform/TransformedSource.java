package dev.sleipnir.events.transform;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.io.IOException;

/** A source whose batches go through a filter. */
final class TransformedSource implements EventSource {
  private static final int AHEAD = 1 << 12;

  private final EventSource source;
  private final EventFilter filter;
  private final Sensor sensor;
  private final Events ahead = new Events(AHEAD);
  private int next;

  TransformedSource(EventSource source, EventFilter filter, Sensor sensor) {
    this.source = source;
    this.filter = filter;
    this.sensor = sensor;
  }

  @Override
  public int width() {
    return sensor.width();
  }

  @Override
  public int height() {
    return sensor.height();
  }

  @Override
  public int read(Events batch) throws IOException {
    while (next == ahead.size()) {
      ahead.clear();
      next = 0;
      if (source.read(ahead) < 0) {
        return -1;
      }
      filter.apply(ahead);
    }
    return take(batch);
  }

  @Override
  public int read(Events batch, long nanos) throws IOException {
    if (next == ahead.size()) {
      ahead.clear();
      next = 0;
      if (source.read(ahead, nanos) < 0) {
        return -1;
      }
      filter.apply(ahead);
    }
    return take(batch);
  }

  private int take(Events batch) {
    int count = Math.min(batch.room(), ahead.size() - next);
    batch.add(ahead, next, next + count);
    next += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
