package dev.sleipnir.events;

import dev.sleipnir.kernels.require.Require;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A source cut into windows of time. Window k holds the events with {@code start() <= t < end()},
 * where start is {@code origin + k * micros} and the origin the time of the source's first event,
 * or one that is given. Windows without events are delivered, too: time does not jump. An event
 * that is earlier than its window's start, because the source's time went back, is delivered in the
 * window that is open.
 */
public final class EventWindows {
  /** More events in one window are refused: a window that long was not meant. */
  private static final int MOST = 1 << 26;

  private static final int AHEAD = 1 << 12;

  private final EventSource source;
  private final long micros;
  private final Events ahead = new Events(AHEAD);
  private int next;
  private boolean hasOrigin;
  private long start;
  private long end;
  private boolean ended;
  private @Nullable IOException fault;
  private @Nullable LongSupplier clock;
  private long slack;

  EventWindows(EventSource source, long micros) {
    Require.atLeast("window in microseconds", 1, micros);
    this.source = source;
    this.micros = micros;
  }

  /**
   * Lets the first window start at a time, in place of the time of the first event.
   *
   * @param origin microseconds
   * @return this
   * @throws IllegalStateException if a window was read already
   */
  public EventWindows from(long origin) {
    if (hasOrigin) {
      throw new IllegalStateException("origin: expected before the first window is read");
    }
    open(origin);
    return this;
  }

  /**
   * Completes windows by the clock, too: without it a window is complete once an event after it has
   * come, however long that takes. An event that comes later than its window is delivered in the
   * one that is open. For sources that can wait for a time, see {@link EventSource#read(Events,
   * long)}; the first window begins when the first event has come, or where {@link #from} says.
   *
   * @param now the time in microseconds, by the clock that events are stamped with
   * @param micros how long after its end a window is complete, for the events that are on their
   *     way, 0 or more
   * @return this
   * @throws IllegalArgumentException if it is negative
   */
  public EventWindows deadline(LongSupplier now, long micros) {
    Require.atLeast("deadline in microseconds", 0, micros);
    clock = now;
    slack = micros;
    return this;
  }

  private void open(long origin) {
    hasOrigin = true;
    start = origin - micros;
    end = origin;
  }

  /** {@return the time at which the window last read starts, microseconds} */
  public long start() {
    return start;
  }

  /** {@return the time at which the window last read ends, microseconds; not part of it} */
  public long end() {
    return end;
  }

  /**
   * Fills a batch with the events of the next window, growing it where they are more than it has
   * room for.
   *
   * @param batch what to fill; its events are taken out first
   * @return whether there was a window; false once no events are left
   * @throws IOException if reading fails, or a window has more than 2<sup>26</sup> events; events
   *     that came before a fault were delivered, the last of them in a window that is cut off
   */
  public boolean next(Events batch) throws IOException {
    batch.clear();
    if (clock == null || !hasOrigin || ended || fault != null) {
      if (!fetch()) {
        return false;
      }
    }
    if (!hasOrigin) {
      open(ahead.t()[next]);
    }
    start = end;
    end = start + micros;
    do {
      int to = next;
      long[] t = ahead.t();
      while (to < ahead.size() && t[to] < end) {
        to++;
      }
      if (to - next > MOST - batch.size()) {
        throw new IOException(
            "window: expected at most " + MOST + " events in " + micros + " us, got more");
      }
      batch.add(ahead, next, to);
      next = to;
    } while (next == ahead.size() && fetchOrEnd(batch));
    if (ended && batch.isEmpty() && next == ahead.size()) {
      // The source ended while an empty window was waited for.
      end = start;
      start -= micros;
      return false;
    }
    return true;
  }

  /** A fault is kept until the events before it have been delivered. */
  private boolean fetchOrEnd(Events batch) throws IOException {
    try {
      return clock == null ? fetch() : fetchInTime(clock);
    } catch (IOException e) {
      if (batch.isEmpty()) {
        throw e;
      }
      fault = e;
      return false;
    }
  }

  /** Says false, too, where the window is over by the clock and nothing more has come. */
  private boolean fetchInTime(LongSupplier now) throws IOException {
    ahead.clear();
    next = 0;
    while (!ended) {
      long left = end + slack - now.getAsLong();
      int read = source.read(ahead, 1000 * Math.max(0, left));
      ended = read < 0;
      if (read > 0) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
    }
    return false;
  }

  private boolean fetch() throws IOException {
    if (next < ahead.size()) {
      return true;
    }
    if (fault != null) {
      throw fault;
    }
    ahead.clear();
    next = 0;
    if (!ended) {
      ended = source.read(ahead) < 0;
    }
    return !ahead.isEmpty();
  }
}
