package dev.sleipnir.events.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.EventWindows;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.stream.EventRing;
import dev.sleipnir.events.stream.PacedSource;
import dev.sleipnir.events.stream.WhenFull;
import dev.sleipnir.events.transform.Frames;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.session.Session;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Live networks against sessions that are stepped by hand. */
class LiveNetworkTest {
  private static final Sensor SENSOR = new Sensor(12, 10);
  private static final Frames FRAMES = new Frames(SENSOR);

  private static Events drawn(int count) {
    RandomStream random = new RandomStream(2, count);
    Events events = new Events(1);
    long t = 5000;
    for (int i = 0; i < count; i++) {
      t += random.nextInt(100);
      events.add(t, random.nextInt(13), random.nextInt(10), random.nextInt(2));
    }
    return events;
  }

  private static Session session() {
    RandomStream random = new RandomStream(1);
    var network =
        new SequentialState(
            new Conv2d(random, 2, 3, Window.of(3), 1, true), new Lif().with("v_th", 0.1).cell());
    return Session.of(network, 1, 2, 10, 12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void stepsAreThoseOfTheSession(boolean counted) throws IOException {
    Events events = drawn(3000);
    LiveNetwork live = new LiveNetwork(session(), FRAMES, 1000);
    live = counted ? live.counting() : live;
    List<float[]> got = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    live.run(
        EventSource.of(events, 12, 10),
        (start, output) -> {
          starts.add(start);
          got.add(output.clone());
        });
    Session twin = session();
    int at = 0;
    int outside = 0;
    for (int step = 0; step < got.size(); step++) {
      long start = events.t(0) + 1000L * step;
      assertEquals(start, starts.get(step));
      float[] frame = new float[240];
      for (; at < events.size() && events.t(at) < start + 1000; at++) {
        if (events.x(at) == 12) {
          outside++;
          continue;
        }
        int pixel = events.polarity(at) * 120 + events.y(at) * 12 + events.x(at);
        frame[pixel] = counted ? frame[pixel] + 1 : 1;
      }
      assertArrayEquals(twin.step(frame), got.get(step), "step " + step);
    }
    assertEquals(3000, at);
    assertEquals(3000, live.events());
    assertEquals(outside, live.outside());
    assertEquals(got.size(), live.steps());
    assertEquals(got.size(), live.latency().getTotalCount());
    assertTrue(got.stream().anyMatch(z -> z[0] != 0), "something spikes");
  }

  @Test
  void latencyIsByTheClockThatIsGiven() throws IOException {
    Events events = drawn(10);
    long last = events.t(9);
    LiveNetwork live = new LiveNetwork(session(), FRAMES, 1 << 20).clock(() -> last + (2 << 20));
    live.run(EventSource.of(events, 12, 10), (_, _) -> {});
    long expected = 1000 * (last + (2L << 20) - (events.t(0) + (1L << 20)));
    assertEquals(1, live.steps());
    assertTrue(live.latency().valuesAreEquivalent(expected, live.latency().getMaxValue()));
  }

  /** A ring into which two events come, and a clock that goes on when it is asked. */
  @Test
  void windowsAreCompleteByTheClock() throws IOException {
    EventRing ring = new EventRing(12, 10, 16, WhenFull.BLOCK);
    Events first = new Events(1);
    first.add(100, 3, 4, 1);
    ring.add(first);
    long[] time = {100};
    LiveNetwork live =
        new LiveNetwork(session(), FRAMES, 1000).clock(() -> time[0] += 400).deadline(200);
    List<Integer> counts = new ArrayList<>();
    live.run(
        ring,
        (start, _) -> {
          counts.add((int) (live.events() + 1)); // of the windows before
          assertTrue(time[0] >= start + 1200, start + " at " + time[0]);
          if (counts.size() == 4) {
            Events late = new Events(1);
            late.add(start - 2500, 5, 5, 0); // of a window that is over
            try {
              ring.add(late);
            } catch (InterruptedIOException e) {
              throw new UncheckedIOException(e);
            }
          } else if (counts.size() == 6) {
            ring.end(null);
          }
        });
    assertEquals(List.of(1, 2, 2, 2, 2, 3), counts);
    assertEquals(6, live.steps());
    assertEquals(2, live.events());
    assertThrows(
        IllegalStateException.class, () -> new LiveNetwork(session(), FRAMES, 9).deadline(1));
  }

  @Test
  void aPacedRecordingWaitsNoLongerThanItMay() throws IOException {
    Events events = new Events(2);
    events.add(0, 1, 1, 1);
    events.add(40_000, 2, 2, 1);
    long began = System.nanoTime();
    LongSupplier now = () -> (System.nanoTime() - began) / 1000;
    PacedSource paced = new PacedSource(EventSource.of(events, 12, 10), 1);
    List<Long> delays = new ArrayList<>();
    LiveNetwork live = new LiveNetwork(session(), FRAMES, 4000).clock(now).deadline(0);
    live.run(paced, (start, _) -> delays.add(now.getAsLong() - start));
    assertTrue(live.steps() >= 9, "steps " + live.steps());
    delays.removeLast(); // complete as the recording ends
    assertTrue(delays.stream().allMatch(d -> d >= 4000), delays.toString());
    assertTrue(delays.get(0) < 40_000, "the first did not wait for the second event: " + delays);
  }

  @Test
  void nothingComesOfNothing() throws IOException {
    LiveNetwork live = new LiveNetwork(session(), FRAMES, 1000);
    live.run(EventSource.of(drawn(0), 12, 10), (_, _) -> {});
    assertEquals(0, live.steps());
    LiveNetwork other = new LiveNetwork(session(), new Frames(new Sensor(3, 3)), 1000);
    EventSource one = EventSource.of(drawn(1), 12, 10);
    assertThrows(IllegalArgumentException.class, () -> other.run(one, (_, _) -> {}));
    assertThrows(IllegalArgumentException.class, () -> new LiveNetwork(session(), FRAMES, 0));
  }

  @Test
  void stepsAllocateNothing() throws IOException {
    Events events = drawn(20_000);
    Session session = Session.of(new SequentialState(new Lif().cell()), 1, 2, 10, 12);
    LiveNetwork live = new LiveNetwork(session, FRAMES, 1000);
    Decision none = (_, _) -> {};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 2000 && bytes > 0; round++) {
      EventWindows windows = EventSource.of(events, 12, 10).windows(1000);
      long before = threads.getCurrentThreadAllocatedBytes();
      live.run(windows, none);
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
      LockSupport.parkNanos(1_000_000L); // the processor is the compiler's
    }
    assertEquals(0, bytes);
  }
}
