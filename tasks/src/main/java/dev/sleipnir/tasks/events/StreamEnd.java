package dev.sleipnir.tasks.events;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.file.EventFile;
import dev.sleipnir.events.file.EventFormat;
import dev.sleipnir.events.file.EventWriter;
import dev.sleipnir.events.file.ReadOptions;
import dev.sleipnir.events.stream.UdpEventSender;
import dev.sleipnir.events.stream.UdpEventSource;
import dev.sleipnir.events.transform.Sensor;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An end of a stream as the command line writes it: {@code udp://HOST:PORT}, {@code
 * tcp://HOST:PORT}, {@code -} for standard input or output, or a file. Without a host it listens.
 *
 * @param kind which
 * @param host empty to listen
 * @param port of udp and tcp
 * @param path of a file
 */
record StreamEnd(Kind kind, String host, int port, String path) {
  /** Kinds of ends. */
  enum Kind {
    UDP,
    TCP,
    STANDARD,
    FILE
  }

  /** Takes events. */
  interface Sink extends Closeable {
    void write(Events events) throws IOException;
  }

  /**
   * Reads an end.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  static StreamEnd of(String text) {
    if (text.equals("-")) {
      return new StreamEnd(Kind.STANDARD, "", 0, text);
    }
    for (Kind kind : new Kind[] {Kind.UDP, Kind.TCP}) {
      String scheme = kind == Kind.UDP ? "udp://" : "tcp://";
      if (text.startsWith(scheme)) {
        String rest = text.substring(scheme.length());
        int colon = rest.lastIndexOf(':');
        String digits = rest.substring(colon + 1);
        if (colon < 0 || !digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 0xFFFF) {
          throw new IllegalArgumentException(
              "expected " + scheme + "HOST:PORT or " + scheme + ":PORT, got " + text);
        }
        return new StreamEnd(kind, rest.substring(0, colon), Integer.parseInt(digits), text);
      }
    }
    return new StreamEnd(Kind.FILE, "", 0, text);
  }

  /**
   * Opens it to read.
   *
   * @param sensor of udp, which does not tell it
   * @param idle milliseconds without a datagram that end it; 0 never
   */
  EventSource source(ReadOptions options, @Nullable Sensor sensor, int idle) throws IOException {
    return switch (kind) {
      case STANDARD -> EventFile.open(System.in, options);
      case FILE -> EventFile.open(Path.of(path), options);
      case TCP -> EventFile.open(stream(), options);
      case UDP -> {
        if (sensor == null) {
          throw new IOException(
              path + ": expected --sensor WxH, which udp does not tell, got none");
        }
        UdpEventSource udp =
            new UdpEventSource(
                host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port),
                sensor);
        yield idle > 0 ? udp.idle(idle) : udp;
      }
    };
  }

  private InputStream stream() throws IOException {
    return socket().getInputStream(); // closing the stream closes the socket
  }

  /** Connects; or listens, on this machine only, for one that does. */
  private Socket socket() throws IOException {
    if (!host.isEmpty()) {
      return new Socket(host, port);
    }
    try (ServerSocket listening = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return listening.accept();
    }
  }

  /** Opens it to write. */
  Sink sink(EventFormat format, int width, int height, boolean timed) throws IOException {
    if (kind == Kind.UDP) {
      UdpEventSender udp = new UdpEventSender(new InetSocketAddress(host, port), timed);
      return new Sink() {
        @Override
        public void write(Events events) throws IOException {
          udp.write(events);
        }

        @Override
        public void close() {
          udp.close();
        }
      };
    }
    OutputStream out =
        switch (kind) {
          case STANDARD -> System.out;
          case TCP -> socket().getOutputStream();
          default -> Files.newOutputStream(Path.of(path));
        };
    EventWriter writer = new EventWriter(out, format, width, height);
    return new Sink() {
      @Override
      public void write(Events events) throws IOException {
        writer.write(events);
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }
}
