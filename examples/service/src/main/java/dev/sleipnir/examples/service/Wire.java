package dev.sleipnir.examples.service;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection of a client that measures: it sends bytes as they are, right or wrong. */
final class Wire implements Closeable {
  private static final int TIMEOUT = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /**
   * What came back.
   *
   * @param status of HTTP
   * @param body as text
   * @param closed whether the server ends the connection
   */
  record Reply(int status, String body, boolean closed) {}

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** A request with a body. */
  static byte[] request(String method, String path, byte[] body) {
    byte[] head =
        (method
                + " "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  static byte[] request(String method, String path) {
    return request(method, path, new byte[0]);
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  Reply ask(byte[] request) throws IOException {
    send(request);
    return reply();
  }

  Reply reply() throws IOException {
    String first = line();
    int status = Integer.parseInt(first.substring(9, 12));
    int length = 0;
    boolean closed = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
      closed |= lower.equals("connection: close");
    }
    byte[] body = in.readNBytes(length);
    return new Reply(status, new String(body, StandardCharsets.UTF_8), closed);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
