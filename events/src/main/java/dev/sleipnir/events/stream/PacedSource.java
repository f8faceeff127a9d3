package dev.sleipnir.events.stream;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * A recording at the camera's pace: an event is delivered when as much time has passed since the
 * first as its time says.
 */
public final class PacedSource implements EventSource {
  private static final int AHEAD = 1 << 12;

  private final EventSource source;
  private final double speed;
  private final Events ahead = new Events(AHEAD);
  private int next;
  private boolean started;
  private long began;
  private long origin;

  /**
   * A source at a pace.
   *
   * @param source the recording; closed with this
   * @param speed 1 as it was, 2 twice as fast; greater than 0
   * @throws IllegalArgumentException if the speed is not positive
   */
  public PacedSource(EventSource source, double speed) {
    Require.positive("speed", speed);
    this.source = source;
    this.speed = speed;
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
    return read(batch, Long.MAX_VALUE);
  }

  @Override
  public int read(Events batch, long nanos) throws IOException {
    if (batch.room() == 0) {
      return 0;
    }
    if (next == ahead.size()) {
      ahead.clear();
      next = 0;
      if (source.read(ahead) < 0) {
        return -1;
      }
    }
    if (!started) {
      started = true;
      began = System.nanoTime();
      origin = ahead.t()[next];
    }
    long called = System.nanoTime();
    long rest = due(ahead.t()[next]) - called;
    while (rest > 0) {
      long patience = nanos - (System.nanoTime() - called);
      if (patience <= 0) {
        return 0;
      }
      LockSupport.parkNanos(Math.min(rest, patience));
      if (Thread.currentThread().isInterrupted()) {
        return -1;
      }
      rest = due(ahead.t()[next]) - System.nanoTime();
    }
    long now = System.nanoTime();
    int to = next + 1;
    int most = (int) Math.min(ahead.size(), (long) next + batch.room());
    while (to < most && due(ahead.t()[to]) - now <= 0) {
      to++;
    }
    batch.add(ahead, next, to);
    int count = to - next;
    next = to;
    return count;
  }

  private long due(long t) {
    return began + (long) (1000 * ((t - origin) / speed));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
