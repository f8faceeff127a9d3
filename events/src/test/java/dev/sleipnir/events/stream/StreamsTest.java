package dev.sleipnir.events.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.kernels.random.RandomStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rings, sockets and the camera's pace. */
@Timeout(30)
class StreamsTest {
  private static final Sensor SENSOR = new Sensor(640, 480);

  private static Events drawn(int count, long from, int step) {
    RandomStream random = new RandomStream(4, count);
    Events events = new Events(Math.max(1, count));
    long t = from;
    for (int i = 0; i < count; i++) {
      t += random.nextInt(step);
      events.add(t, random.nextInt(640), random.nextInt(480), random.nextInt(2));
    }
    return events;
  }

  private static Events all(EventSource source, int room) throws IOException {
    Events all = new Events(1);
    Events batch = new Events(room);
    while (source.read(batch) >= 0) {
      all.add(batch, 0, batch.size());
      batch.clear();
    }
    return all;
  }

  private static void assertSame(Events expected, int from, Events got) {
    int count = got.size();
    assertEquals(expected.size() - from, count);
    int to = expected.size();
    assertEquals(-1, mismatch(Arrays.copyOfRange(expected.t(), from, to), got.t(), count));
    for (int i = 0; i < count; i++) {
      assertEquals(expected.x(from + i), got.x(i));
      assertEquals(expected.y(from + i), got.y(i));
      assertEquals(expected.polarity(from + i), got.polarity(i));
    }
  }

  private static int mismatch(long[] expected, long[] got, int count) {
    return Arrays.mismatch(expected, 0, count, got, 0, count);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 3", "100, 64", "5000, 4096"})
  void aRingThatBlocksLosesNothing(int capacity, int room) throws IOException {
    Events events = drawn(20_000, 0, 10);
    try (EventRing ring =
        EventRing.reading(EventSource.of(events, 640, 480), capacity, WhenFull.BLOCK)) {
      assertEquals(640, ring.width());
      assertSame(events, 0, all(ring, room));
      assertEquals(0, ring.dropped());
      assertEquals(-1, ring.read(new Events(1)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 64, 999, 1000, 5000})
  void aRingThatDropsKeepsTheNewest(int capacity) throws IOException {
    Events events = drawn(1000, 0, 10);
    EventRing ring = new EventRing(640, 480, capacity, WhenFull.DROP_OLDEST);
    Events part = new Events(300);
    for (int from = 0; from < 1000; from += 300) {
      part.clear();
      part.add(events, from, Math.min(1000, from + 300));
      ring.add(part);
    }
    assertEquals(Math.min(1000, capacity), ring.size());
    assertEquals(Math.max(0, 1000 - capacity), ring.dropped());
    ring.end(null);
    assertSame(events, Math.max(0, 1000 - capacity), all(ring, 17));
  }

  @Test
  void faultsComeAfterTheEventsBefore() throws IOException {
    EventRing ring = new EventRing(0, 0, 10, WhenFull.BLOCK);
    ring.add(drawn(3, 0, 10));
    ring.end(new IOException("unplugged"));
    Events batch = new Events(10);
    assertEquals(3, ring.read(batch));
    assertEquals("unplugged", assertThrows(IOException.class, () -> ring.read(batch)).getMessage());
    ring.add(drawn(3, 0, 10)); // ended: left out
    assertEquals(0, ring.size());
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "true, 5", "false, 0"})
  void datagramsBringWhatWasSent(boolean timed, int perDatagram) throws IOException {
    Events events = drawn(300, (1L << 32) - 1000, 50); // the time's 32 bits wrap around
    InetAddress here = InetAddress.getLoopbackAddress();
    try (UdpEventSource source =
            new UdpEventSource(new InetSocketAddress(here, 0), SENSOR).idle(500);
        UdpEventSender sender =
            new UdpEventSender(new InetSocketAddress(here, source.address().getPort()), timed)) {
      if (perDatagram > 0) {
        sender.events(perDatagram);
      }
      sender.write(events);
      Events got = all(source, 29);
      if (!timed) {
        for (int i = 1; i < got.size(); i++) {
          assertTrue(got.t(i) >= got.t(i - 1));
        }
        System.arraycopy(events.t(), 0, got.t(), 0, got.size());
      }
      assertSame(events, 0, got);
      assertTrue(source.buffer() > 0);
    }
  }

  @Test
  void whatIsNoEventIsCounted() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (UdpEventSource source =
            new UdpEventSource(new InetSocketAddress(here, 0), new Sensor(4, 4)).idle(300);
        DatagramSocket socket = new DatagramSocket()) {
      byte[][] datagrams = {
        {},
        {1, 2, 3},
        {2, 0, 3, (byte) 0x80, 9}, // one event, one byte
        {2, 0, 3, 0}, // a time would follow
        {9, 0, 3, (byte) 0x80}, // row 9 of 4
        {1, (byte) 0x80, 1, 0, 7, 0, 0, 0},
      };
      for (byte[] bytes : datagrams) {
        socket.send(new DatagramPacket(bytes, bytes.length, here, source.address().getPort()));
      }
      Events got = all(source, 10);
      assertEquals(2, got.size());
      assertEquals(3, got.x(0));
      assertEquals(2, got.y(0));
      assertEquals(0, got.polarity(0));
      assertEquals(7, got.t(1));
      assertEquals(1, got.polarity(1));
      assertEquals(1, source.outside());
      assertEquals(3, source.incomplete());
    }
  }

  @Test
  void closingEndsWhoeverWaits() throws Exception {
    UdpEventSource source = new UdpEventSource(new InetSocketAddress("localhost", 0), SENSOR);
    EventRing ring = EventRing.reading(source, 10, WhenFull.BLOCK);
    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Thread.sleep(50);
                    ring.close();
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertEquals(-1, ring.read(new Events(1)));
    closing.join();
    assertThrows(
        IOException.class,
        () -> new UdpEventSender(InetSocketAddress.createUnresolved("nowhere", 1), true));
    try (UdpEventSender sender = new UdpEventSender(new InetSocketAddress("localhost", 9), true)) {
      assertThrows(IllegalArgumentException.class, () -> sender.events(0));
      assertThrows(IllegalArgumentException.class, () -> sender.events(9000));
      Events far = new Events(1);
      far.add(0, 40_000, 0, 0);
      assertThrows(IllegalArgumentException.class, () -> sender.write(far));
    }
  }

  @Test
  void aPacedSourceTakesTheCamerasTime() throws IOException {
    Events events = drawn(100, 500_000, 2000); // some 100 ms
    long began = System.nanoTime();
    PacedSource paced = new PacedSource(EventSource.of(events, 640, 480), 2);
    assertSame(events, 0, all(paced, 7));
    double took = (System.nanoTime() - began) * 1e-3;
    double expected = (events.t(99) - events.t(0)) / 2.0;
    assertTrue(took >= expected, took + " us of " + expected);
    assertThrows(IllegalArgumentException.class, () -> new PacedSource(paced, 0));
  }
}
