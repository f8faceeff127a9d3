package dev.sleipnir.events.stream;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.kernels.require.Require;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events from UDP datagrams in the format of SPIF and AEStream, with times or without. Times have
 * 32 bits there; their wrap-around is undone. Events without one get the microseconds that have
 * passed since the source was opened.
 *
 * <pre>{@code
 * var camera = new UdpEventSource(new InetSocketAddress(3333), new Sensor(640, 480));
 * }</pre>
 *
 * <p>Datagrams that come while nobody reads wait in the socket's buffer, and are lost when it is
 * full: let a {@link EventRing} read.
 */
public final class UdpEventSource implements EventSource {
  /** AEStream's and SPIF's port. */
  public static final int PORT = 3333;

  private static final int BUFFER = 1 << 22;
  private static final int LONGEST = 1 << 16;

  private final Sensor sensor;
  private final DatagramSocket socket;
  private final byte[] bytes = new byte[LONGEST];
  private final DatagramPacket packet = new DatagramPacket(bytes, LONGEST);
  private final long opened = System.nanoTime();
  private int next;
  private int end;
  private long high;
  private long lastLow;
  private final AtomicLong outside = new AtomicLong();
  private final AtomicLong incomplete = new AtomicLong();

  /**
   * Listens.
   *
   * @param address where; port 0 takes a free one
   * @param sensor size of the sensor: events outside are counted and left out
   * @throws IOException if the port cannot be had
   */
  public UdpEventSource(InetSocketAddress address, Sensor sensor) throws IOException {
    this.sensor = sensor;
    socket = new DatagramSocket(null);
    try {
      socket.setReceiveBufferSize(BUFFER);
      socket.bind(address);
    } catch (SocketException e) {
      socket.close();
      throw new IOException("udp " + address + ": " + e.getMessage(), e);
    }
  }

  /**
   * Takes the source for ended once nothing has come for some time.
   *
   * @param milliseconds how long, at least 1
   * @return this
   * @throws IOException if the socket refuses
   * @throws IllegalArgumentException if it is less than 1
   */
  public UdpEventSource idle(int milliseconds) throws IOException {
    Require.positive("milliseconds", milliseconds);
    socket.setSoTimeout(milliseconds);
    return this;
  }

  /** {@return where it listens} */
  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /**
   * Bytes that wait at most until they are read, as the system has granted.
   *
   * @return size of the socket's buffer, at most 4 MiB
   * @throws IOException if the socket does not say
   */
  public int buffer() throws IOException {
    return socket.getReceiveBufferSize();
  }

  /** {@return how many events were left out, as they lie outside the sensor} */
  public long outside() {
    return outside.get();
  }

  /** {@return how many datagrams ended within an event} */
  public long incomplete() {
    return incomplete.get();
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
    if (batch.room() == 0) {
      return 0;
    }
    int before = batch.size();
    while (batch.size() == before) {
      if (next >= end && !receive()) {
        return -1;
      }
      decode(batch);
    }
    return batch.size() - before;
  }

  private boolean receive() throws IOException {
    try {
      packet.setLength(LONGEST);
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      if (socket.isClosed()) {
        return false;
      }
      throw e;
    }
    next = 0;
    end = packet.getLength();
    return true;
  }

  private void decode(Events batch) {
    long[] t = batch.t();
    short[] x = batch.x();
    short[] y = batch.y();
    byte[] polarity = batch.polarity();
    int count = batch.size();
    long arrived = (System.nanoTime() - opened) / 1000;
    int left = 0;
    while (end - next >= 4 && count < batch.capacity()) {
      int word = Spif.getInt(bytes, next);
      long time = arrived;
      if (Spif.isTimed(word)) {
        if (end - next < 8) {
          break;
        }
        time = time(Spif.getInt(bytes, next + 4));
        next += 4;
      }
      next += 4;
      int column = Spif.x(word);
      int line = Spif.y(word);
      if (!sensor.contains(column, line)) {
        left++;
        continue;
      }
      t[count] = time;
      x[count] = (short) column;
      y[count] = (short) line;
      polarity[count] = (byte) Spif.polarity(word);
      count++;
    }
    batch.size(count);
    if (left > 0) {
      outside.addAndGet(left);
    }
    if (count < batch.capacity() && next < end) {
      incomplete.incrementAndGet();
      next = end;
    }
  }

  /** A fall by more than half the range is a wrap, a rise by as much an older datagram. */
  private long time(int low) {
    long now = Integer.toUnsignedLong(low);
    if (lastLow - now > Integer.MAX_VALUE) {
      high += 1L << 32;
    } else if (now - lastLow > Integer.MAX_VALUE && high > 0) {
      return high - (1L << 32) + now;
    }
    lastLow = now;
    return high + now;
  }

  @Override
  public void close() {
    socket.close();
  }
}
