package dev.sleipnir.events.stream;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded ring of events between a thread that reads them and one that uses them. Times stay as
 * they are.
 *
 * <pre>{@code
 * try (EventRing ring = EventRing.reading(camera, 1 << 20, WhenFull.DROP_OLDEST)) {
 *   live.run(ring, decision);
 *   long lost = ring.dropped();
 * }
 * }</pre>
 *
 * <p>Adding and reading copy and allocate nothing. One thread adds, one reads.
 */
public final class EventRing implements EventSource {
  private static final long MILLISECOND = 1_000_000;
  private static final long SHORT_PAUSE = 50_000;
  private static final int ROOM = 1 << 12;

  private final int width;
  private final int height;
  private final WhenFull whenFull;
  private final Events ring;
  private int first;
  private int size;
  private long dropped;
  private boolean ended;
  private @Nullable IOException fault;
  private @Nullable EventSource source;

  /**
   * An empty ring.
   *
   * @param width the sensor's columns, 0 unknown
   * @param height the sensor's rows, 0 unknown
   * @param capacity for how many events there is room, at least 1
   * @param whenFull what is done with more
   * @throws IllegalArgumentException if a number is out of range
   */
  public EventRing(int width, int height, int capacity, WhenFull whenFull) {
    Require.count("width", width);
    Require.count("height", height);
    this.width = width;
    this.height = height;
    this.whenFull = whenFull;
    ring = new Events(capacity);
    ring.size(capacity);
  }

  /**
   * A ring that a thread of its own fills from a source, to its end.
   *
   * @param source where events come from; closed with the ring
   * @param capacity for how many events there is room, at least 1
   * @param whenFull what is done with more
   * @return the ring; a fault of the source is thrown after the events before it
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  public static EventRing reading(EventSource source, int capacity, WhenFull whenFull) {
    EventRing ring = new EventRing(source.width(), source.height(), capacity, whenFull);
    ring.source = source;
    Thread.ofPlatform().daemon().name("sleipnir-events").start(() -> ring.pump(source));
    return ring;
  }

  private void pump(EventSource from) {
    Events batch = new Events(Math.min(ROOM, ring.capacity()));
    try {
      while (!isEnded() && from.read(batch) >= 0) {
        add(batch);
        batch.clear();
      }
      end(null);
    } catch (IOException e) {
      end(e);
    } catch (RuntimeException | Error e) {
      end(new IOException("events: " + e.getMessage(), e));
    }
  }

  private synchronized boolean isEnded() {
    return ended;
  }

  /**
   * Adds events. Of a ring that has ended they are left out.
   *
   * @param batch the events
   * @throws InterruptedIOException if the thread is interrupted while it waits for room; a part was
   *     added then
   */
  public synchronized void add(Events batch) throws InterruptedIOException {
    int from = 0;
    while (from < batch.size() && !ended) {
      int room = ring.capacity() - size;
      int count = batch.size() - from;
      if (count > room && whenFull == WhenFull.DROP_OLDEST) {
        int much = Math.max(0, count - ring.capacity()); // more than there is room for at all
        from += much;
        count -= much;
        int old = Math.max(0, count - room);
        first = (first + old) % ring.capacity();
        size -= old;
        dropped += much + old;
      } else if (room == 0) {
        awaitRoom();
        continue;
      }
      count = Math.min(count, ring.capacity() - size);
      put(batch, from, count);
      from += count;
      notifyAll();
    }
  }

  private void put(Events batch, int from, int count) {
    int at = (first + size) % ring.capacity();
    int straight = Math.min(count, ring.capacity() - at);
    copy(batch, from, ring, at, straight);
    copy(batch, from + straight, ring, 0, count - straight);
    size += count;
  }

  private static void copy(Events in, int from, Events out, int to, int count) {
    System.arraycopy(in.t(), from, out.t(), to, count);
    System.arraycopy(in.x(), from, out.x(), to, count);
    System.arraycopy(in.y(), from, out.y(), to, count);
    System.arraycopy(in.polarity(), from, out.polarity(), to, count);
  }

  private synchronized void awaitRoom() throws InterruptedIOException {
    try {
      while (size == ring.capacity() && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private synchronized void awaitEvents() throws InterruptedIOException {
    try {
      while (size == 0 && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted =
        new InterruptedIOException("events: interrupted while waiting");
    interrupted.initCause(e);
    return interrupted;
  }

  /**
   * Says that no more events come: what is in the ring is still read.
   *
   * @param reason thrown after it; null for a plain end
   */
  public synchronized void end(@Nullable IOException reason) {
    if (!ended) {
      ended = true;
      fault = reason;
    }
    notifyAll();
  }

  /** {@return how many events were dropped, as there was no room} */
  public synchronized long dropped() {
    return dropped;
  }

  /** {@return how many events wait to be read} */
  public synchronized int size() {
    return size;
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
  public int read(Events batch, long nanos) throws IOException {
    long start = System.nanoTime();
    while (isQuiet()) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return 0;
      }
      pause(left);
    }
    return read(batch);
  }

  private synchronized boolean isQuiet() {
    return size == 0 && !ended;
  }

  /** Until something comes, or for less than that: a monitor waits for whole milliseconds. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, and has the time that is left
  private void pause(long nanos) throws InterruptedIOException {
    if (nanos < 2 * MILLISECOND) {
      LockSupport.parkNanos(Math.min(nanos, SHORT_PAUSE));
      return;
    }
    synchronized (this) {
      try {
        if (size == 0 && !ended) {
          wait(nanos / MILLISECOND - 1);
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  @Override
  public synchronized int read(Events batch) throws IOException {
    if (batch.room() == 0) {
      return 0;
    }
    awaitEvents();
    if (size == 0) {
      if (fault != null) {
        throw fault;
      }
      return -1;
    }
    int count = Math.min(size, batch.room());
    int straight = Math.min(count, ring.capacity() - first);
    batch.add(ring, first, first + straight);
    batch.add(ring, 0, count - straight);
    first = (first + count) % ring.capacity();
    size -= count;
    notifyAll();
    return count;
  }

  @Override
  public void close() throws IOException {
    end(null);
    EventSource open = source;
    if (open != null) {
      open.close();
    }
  }
}
