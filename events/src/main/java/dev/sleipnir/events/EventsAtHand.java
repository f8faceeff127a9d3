package dev.sleipnir.events;

import dev.sleipnir.kernels.require.Require;

/** A batch as a source. */
final class EventsAtHand implements EventSource {
  private final Events events;
  private final int width;
  private final int height;
  private int next;

  EventsAtHand(Events events, int width, int height) {
    Require.count("width", width);
    Require.count("height", height);
    this.events = events;
    this.width = width;
    this.height = height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int read(Events batch) {
    if (next >= events.size()) {
      return -1;
    }
    int count = Math.min(batch.room(), events.size() - next);
    batch.add(events, next, next + count);
    next += count;
    return count;
  }
}
