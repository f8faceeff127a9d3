package dev.sleipnir.events;

import java.io.Closeable;
import java.io.IOException;

/**
 * Where events come from: a file, a stream, a camera. Read by count with {@link #read} or {@link
 * #next}, by time with {@link #windows}.
 *
 * <pre>{@code
 * Events batch = new Events(1 << 16);
 * while (source.next(batch)) {
 *   for (int i = 0; i < batch.size(); i++) { ... batch.t(i), batch.x(i) ... }
 * }
 * }</pre>
 *
 * <p>A source is used by one thread at a time.
 */
public interface EventSource extends Closeable {
  /** {@return the sensor's columns, or 0 where the source does not know} */
  int width();

  /** {@return the sensor's rows, or 0 where the source does not know} */
  int height();

  /**
   * Appends events to a batch, at most as many as it has room for; the batch does not grow. Waits
   * until there is at least one, or the end.
   *
   * @param batch what to append to
   * @return how many were appended, -1 at the end; 0 only if there was no room
   * @throws IOException if reading fails, or the source holds what it must not; events that came
   *     before are delivered first, and every later call throws again
   */
  int read(Events batch) throws IOException;

  /**
   * Appends events as {@link #read(Events)} does, but waits no longer than that. Sources that wait
   * for a camera do so; all others have what there is at hand, and read as always.
   *
   * @param batch what to append to
   * @param nanos how long to wait at most, nanoseconds; 0 or less not at all
   * @return how many were appended, 0 if none came in time or there was no room, -1 at the end
   * @throws IOException as {@link #read(Events)} does
   */
  default int read(Events batch, long nanos) throws IOException {
    return read(batch);
  }

  /**
   * Fills a batch anew: takes its events out, then appends until it is full or the source ends.
   *
   * @param batch what to fill
   * @return whether there are events in it; false is the end
   * @throws IOException if reading fails; what had come before was delivered by the call before
   */
  default boolean next(Events batch) throws IOException {
    batch.clear();
    try {
      while (batch.room() > 0 && read(batch) >= 0) {
        // until it is full
      }
    } catch (IOException e) {
      if (batch.isEmpty()) {
        throw e;
      }
      // The next call meets it again.
    }
    return !batch.isEmpty();
  }

  /**
   * This source cut into windows of time. The windows read from this source: use one of both.
   *
   * @param micros length of a window, microseconds, 1 or more
   * @return the windows
   * @throws IllegalArgumentException if it is less than 1
   */
  default EventWindows windows(long micros) {
    return new EventWindows(this, micros);
  }

  /**
   * Events at hand as a source.
   *
   * @param events the events; not copied
   * @param width the sensor's columns, 0 unknown
   * @param height the sensor's rows, 0 unknown
   * @return a source that ends after them
   */
  static EventSource of(Events events, int width, int height) {
    return new EventsAtHand(events, width, height);
  }

  @Override
  default void close() throws IOException {}
}
