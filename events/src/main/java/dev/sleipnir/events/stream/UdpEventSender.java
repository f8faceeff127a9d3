package dev.sleipnir.events.stream;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/**
 * Sends events as UDP datagrams in the format of SPIF and AEStream: with times of 32 bits, or
 * without. Datagrams have up to 128 events without times and 32 with, as AEStream sends and reads
 * them, unless {@link #events(int)} says otherwise.
 */
public final class UdpEventSender implements Closeable {
  private static final int UNTIMED = 128;
  private static final int TIMED = 32;
  private static final int LONGEST = 65_507; // of a datagram

  private final DatagramSocket socket;
  private final boolean timed;
  private byte[] bytes = {};
  private final DatagramPacket packet;
  private int most;

  /**
   * Opens a socket.
   *
   * @param to where datagrams go
   * @param timed whether times are sent
   * @throws IOException if there is no socket, or no such host
   */
  public UdpEventSender(InetSocketAddress to, boolean timed) throws IOException {
    if (to.isUnresolved()) {
      throw new IOException("udp: expected a host that is known, got " + to.getHostString());
    }
    this.timed = timed;
    socket = new DatagramSocket();
    packet = new DatagramPacket(bytes, 0, to);
    events(timed ? TIMED : UNTIMED);
  }

  /**
   * Lets datagrams have another size.
   *
   * @param number events of a datagram, at least 1 and at most what it can hold
   * @return this
   * @throws IllegalArgumentException if it is out of range
   */
  public UdpEventSender events(int number) {
    Require.positive("events", number);
    int largest = LONGEST / Spif.size(timed);
    if (number > largest) {
      throw new IllegalArgumentException(
          "events: expected at most " + largest + " in a datagram, got " + number);
    }
    most = number;
    bytes = new byte[number * Spif.size(timed)];
    return this;
  }

  /**
   * Sends events at once.
   *
   * @param batch the events
   * @throws IOException if they cannot be sent
   * @throws IllegalArgumentException if a pixel is beyond 32767; nothing is sent then
   */
  public void write(Events batch) throws IOException {
    for (int i = 0; i < batch.size(); i++) {
      if (batch.x(i) > Spif.MOST || batch.y(i) > Spif.MOST) {
        throw new IllegalArgumentException(
            "events: expected x and y of at most 32767, got " + batch.x(i) + ", " + batch.y(i));
      }
    }
    for (int from = 0; from < batch.size(); from += most) {
      int to = Math.min(batch.size(), from + most);
      Spif.write(batch, from, to, timed, bytes);
      packet.setData(bytes, 0, (to - from) * Spif.size(timed));
      socket.send(packet);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
