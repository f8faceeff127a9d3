package dev.sleipnir.events.live;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.EventWindows;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.transform.Frames;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.session.Session;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A network on a stream of events: each window of time is a step.
 *
 * <pre>{@code
 * var frames = new Frames(new Sensor(128, 128));
 * var session = Session.of(network, 1, 2, 128, 128);
 * var live = new LiveNetwork(session, frames, 1_000); // steps of 1 ms
 * live.run(camera, (start, output) -> steer(output));
 * long p99 = live.latency().getValueAtPercentile(99); // nanoseconds
 * }</pre>
 *
 * <p>A step's input is 1 where there was an event and 0 elsewhere, or {@linkplain #counting how
 * many} there were. Windows without events are steps, too: the network's time goes on. A step
 * allocates nothing, once it is compiled and the batch has room for the fullest window. A window is
 * complete when the first event after it has come, or the source ends, or by a {@linkplain
 * #deadline clock}. One thread at a time.
 */
public final class LiveNetwork {
  private static final int ROOM = 1 << 12;
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private final Session session;
  private final Frames frames;
  private final long micros;
  private final boolean counted;
  private final @Nullable LongSupplier clock;

  /** How long after its end a window is complete by the clock, microseconds; -1 never. */
  private final long slack;

  private final Events batch = new Events(ROOM);
  private final SpikeRows bits;
  private final float[] input;
  private final Histogram latency = new Histogram(1, LONGEST_NANOS, 3);
  private long steps;
  private long events;
  private long outside;

  /**
   * A network on windows of events.
   *
   * @param session of a batch of 1 and frames' channels, height and width; goes on from where it is
   * @param frames how events become its input
   * @param micros length of a window in microseconds, at least 1
   * @throws IllegalArgumentException if it is less than 1
   */
  public LiveNetwork(Session session, Frames frames, long micros) {
    this(session, frames, micros, false, null, -1);
  }

  private LiveNetwork(
      Session session,
      Frames frames,
      long micros,
      boolean counted,
      @Nullable LongSupplier clock,
      long slack) {
    Require.atLeast("window in microseconds", 1, micros);
    this.session = session;
    this.frames = frames;
    this.micros = micros;
    this.counted = counted;
    this.clock = clock;
    this.slack = slack;
    bits = SpikeRows.silent(1, frames.size());
    input = new float[frames.size()];
  }

  /**
   * The same with steps whose input is how many events a pixel had.
   *
   * @return another, of the same session
   */
  public LiveNetwork counting() {
    return new LiveNetwork(session, frames, micros, true, clock, slack);
  }

  /**
   * The same with latencies from the end of a window, by a clock that events are stamped with, to
   * the end of the decision: the way through sockets and rings included.
   *
   * @param now the time in microseconds, as in events
   * @return another, of the same session
   */
  public LiveNetwork clock(LongSupplier now) {
    return new LiveNetwork(session, frames, micros, counted, now, slack);
  }

  /**
   * The same with windows that are complete by the clock, too, so that a decision comes in time
   * when nothing moves. Of sources that can wait for a time, such as rings and paced recordings;
   * see {@link EventWindows#deadline}.
   *
   * @param micros how long after its end a window is complete, for events on their way, 0 or more
   * @return another, of the same session
   * @throws IllegalStateException if there is no {@link #clock}
   * @throws IllegalArgumentException if it is negative
   */
  public LiveNetwork deadline(long micros) {
    Require.atLeast("deadline in microseconds", 0, micros);
    if (clock == null) {
      throw new IllegalStateException("deadline: expected a clock before it, got none");
    }
    return new LiveNetwork(session, frames, this.micros, counted, clock, micros);
  }

  /**
   * Steps through a source to its end.
   *
   * @param source where events come from; not closed
   * @param decision takes each output
   * @throws IOException if the source fails; what came before went through the network
   * @throws IllegalArgumentException if the session takes another input
   */
  public void run(EventSource source, Decision decision) throws IOException {
    EventWindows windows = source.windows(micros);
    run(clock == null || slack < 0 ? windows : windows.deadline(clock, slack), decision);
  }

  /**
   * Steps through windows to their end: of a source that has a {@linkplain EventWindows#from first
   * window}, say.
   *
   * @param windows of any length
   * @param decision takes each output
   * @throws IOException if the source fails; what came before went through the network
   * @throws IllegalArgumentException if the session takes another input
   */
  public void run(EventWindows windows, Decision decision) throws IOException {
    while (windows.next(batch)) {
      long complete = System.nanoTime();
      take();
      decision.decide(windows.start(), session.step(input));
      long nanos =
          clock == null ? System.nanoTime() - complete : 1000 * (clock.getAsLong() - windows.end());
      latency.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
      steps++;
      events += batch.size();
    }
  }

  private void take() {
    if (counted) {
      Arrays.fill(input, 0f);
      outside += frames.count(batch, 0, batch.size(), input, 0);
    } else {
      bits.clear(0, 1);
      outside += frames.mark(batch, 0, batch.size(), bits, 0);
      SpikePacking.unpack(bits.bits(), 0, input.length, input, 0);
    }
  }

  /**
   * How long steps took, in nanoseconds to three digits: from a complete window to the end of the
   * decision, or as {@link #clock} says.
   *
   * @return the histogram itself, which goes on; {@code reset()} forgets what was before, such as
   *     steps that were not yet compiled
   */
  public Histogram latency() {
    return latency;
  }

  /**
   * The input of the last step.
   *
   * @return [channels, height, width] row-major: an array of this network's own, to be read
   */
  public float[] input() {
    return input;
  }

  /** {@return how many windows there were} */
  public long steps() {
    return steps;
  }

  /** {@return how many events there were} */
  public long events() {
    return events;
  }

  /** {@return how many of them were left out, as they lie outside the sensor} */
  public long outside() {
    return outside;
  }
}
