package dev.sleipnir.tasks.events;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.live.LiveNetwork;
import dev.sleipnir.events.stream.EventRing;
import dev.sleipnir.events.stream.UdpEventSender;
import dev.sleipnir.events.stream.UdpEventSource;
import dev.sleipnir.events.stream.WhenFull;
import dev.sleipnir.events.transform.Frames;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.session.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast events become frames of bits, how many come through UDP on this machine's loopback, and
 * how long a network of LIF neurons takes to decide on windows of 1 ms: from the end of a window,
 * as the sender's clock has it, through socket and ring, to the output.
 *
 * @param seconds how long events are sent
 * @param rate events per second
 * @param datagram events of a datagram, with times
 * @param networkRate events per second that the network is sent
 */
public record StreamSpeed(double seconds, double rate, int datagram, double networkRate)
    implements Protocol {
  private static final Sensor SENSOR = new Sensor(128, 128);
  private static final int RING = 1 << 20;
  private static final int MARKED = 1 << 20;
  private static final int LOT = 1 << 12;
  private static final int ROUNDS = 100;
  private static final int IDLE = 500;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public StreamSpeed {
    require("seconds", seconds, 3600);
    require("rate", rate, 1e9);
    require("network-rate", networkRate, 1e9);
    if (datagram < 1 || datagram > 8000) {
      throw new IllegalArgumentException("datagram: expected 1 to 8000 events, got " + datagram);
    }
  }

  private static void require(String name, double value, double most) {
    if (!(value > 0 && value <= most)) {
      throw new IllegalArgumentException(
          name + ": expected above 0 and up to " + most + ", got " + value);
    }
  }

  @Override
  public Map<String, Object> run(PrintWriter out) throws IOException {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("benchmark", "event-stream");
    figures.put("seconds", seconds);
    figures.put("rate", rate);
    figures.put("datagram", datagram);
    frames(figures, out);
    udp(figures, out);
    latency(figures, out);
    return figures;
  }

  /** Near each other in space, as what moves makes them. */
  private static Events drawn(int count) {
    RandomStream random = new RandomStream(1);
    Events events = new Events(count);
    int x = 0;
    int y = 0;
    for (int i = 0; i < count; i++) {
      if (i % 64 == 0) {
        x = random.nextInt(112);
        y = random.nextInt(112);
      }
      events.add(i, x + random.nextInt(16), y + random.nextInt(16), random.nextInt(2));
    }
    return events;
  }

  private static void frames(Map<String, Object> figures, PrintWriter out) {
    Events events = drawn(MARKED);
    Frames frames = new Frames(SENSOR);
    SpikeRows bits = SpikeRows.silent(1, frames.size());
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      for (int from = 0; from < MARKED; from += LOT) {
        bits.clear(0, 1);
        frames.mark(events, from, from + LOT, bits, 0);
      }
      best = Math.max(best, 1e9 * MARKED / (System.nanoTime() - began));
    }
    int last = MARKED - LOT;
    for (int i = last; i < MARKED; i++) {
      int pixel = events.polarity(i) * SENSOR.pixels() + events.y(i) * 128 + events.x(i);
      if (!bits.get(0, pixel)) {
        throw new IllegalStateException("frames: expected a bit for event " + i + ", got none");
      }
    }
    figures.put("frame_events_per_second", best);
    out.println(
        String.format(
            Locale.ROOT, "events to bits of 128 x 128: %.0f M/s, best round", best * 1e-6));
    out.flush();
  }

  private void udp(Map<String, Object> figures, PrintWriter out) throws IOException {
    try (UdpEventSource source = open();
        EventRing ring = EventRing.reading(source.idle(IDLE), RING, WhenFull.DROP_OLDEST)) {
      AtomicLong sent = new AtomicLong();
      Thread sender = send(source, rate, sent);
      Events batch = new Events(LOT);
      long received = 0;
      while (ring.read(batch) >= 0) {
        received += batch.size();
        batch.clear();
      }
      join(sender);
      figures.put("socket_buffer_bytes", source.buffer());
      figures.put("ring_events", RING);
      figures.put("udp_sent", sent.get());
      figures.put("udp_received", received);
      figures.put("udp_dropped_by_ring", ring.dropped());
      out.println(
          String.format(
              Locale.ROOT,
              "udp: %d events sent in %.1f s (%.2f M/s asked), %d received, %d dropped by the ring,"
                  + " %d lost; socket buffer %d bytes, %d events a datagram",
              sent.get(),
              seconds,
              rate * 1e-6,
              received,
              ring.dropped(),
              sent.get() - received - ring.dropped(),
              source.buffer(),
              datagram));
      out.flush();
    }
  }

  private static UdpEventSource open() throws IOException {
    return new UdpEventSource(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SENSOR);
  }

  /** At a pace, each event stamped with the time at which it is due. */
  private Thread send(UdpEventSource to, double perSecond, AtomicLong sent) {
    InetSocketAddress address = to.address();
    Events events = drawn(MARKED);
    return Thread.ofPlatform()
        .start(
            () -> {
              Events lot = new Events(datagram);
              try (UdpEventSender sender = new UdpEventSender(address, true).events(datagram)) {
                long began = System.nanoTime();
                long micros = micros();
                long count = (long) (seconds * perSecond);
                for (long n = 0; n < count; n += datagram) {
                  int from = (int) (n % (MARKED - datagram));
                  lot.clear();
                  lot.add(events, from, from + datagram);
                  for (int i = 0; i < datagram; i++) {
                    lot.t()[i] = micros + (long) (1e6 * (n + i) / perSecond);
                  }
                  long due = began + (long) (1e9 * (n + datagram) / perSecond);
                  while (System.nanoTime() - due < 0) {
                    Thread.onSpinWait();
                  }
                  sender.write(lot);
                  sent.addAndGet(datagram);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
              }
            });
  }

  /** Of a clock that has gone for some time, so that 32 bits do not wrap around. */
  private static long micros() {
    return System.nanoTime() / 1000 & 0x3FFF_FFFFL;
  }

  private static void join(Thread sender) {
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void latency(Map<String, Object> figures, PrintWriter out) throws IOException {
    Session session = Session.of(new SequentialState(new Lif().cell()), 1, 2, 128, 128);
    LiveNetwork live =
        new LiveNetwork(session, new Frames(SENSOR), 1000).clock(StreamSpeed::micros);
    for (int trial = 0; trial < 2; trial++) { // the first compiles
      live.latency().reset();
      try (UdpEventSource source = open();
          EventRing ring = EventRing.reading(source.idle(IDLE), RING, WhenFull.DROP_OLDEST)) {
        Thread sender = send(source, networkRate, new AtomicLong());
        long[] left = {(long) (1000 * seconds) - 1}; // the last window ends with the stream
        live.run(
            ring,
            (_, _) -> {
              if (--left[0] == 0) {
                ring.end(null);
              }
            });
        join(sender);
      }
    }
    double p50 = live.latency().getValueAtPercentile(50) * 1e-3;
    double p99 = live.latency().getValueAtPercentile(99) * 1e-3;
    figures.put("network_rate", networkRate);
    figures.put("p50_microseconds", p50);
    figures.put("p99_microseconds", p99);
    out.println(
        String.format(
            Locale.ROOT,
            "128 x 128 LIF, windows of 1 ms, %.2f M events/s by udp: p50 %.0f, p99 %.0f us from the"
                + " end of a window to the output, %d windows",
            networkRate * 1e-6,
            p50,
            p99,
            live.latency().getTotalCount()));
  }
}
