package dev.sleipnir.model.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine that can be told to misbehave. */
final class TestServer implements AutoCloseable {
  /** Answers one request. */
  interface Answer {
    void to(HttpExchange exchange, long from) throws IOException;
  }

  /** "path from-byte" of each request, -1 for no range asked for. */
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TestServer(Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          long from = range == null ? -1 : Long.parseLong(range.replaceAll("bytes=(\\d+)-", "$1"));
          requests.add(exchange.getRequestURI().getPath() + " " + from);
          // Closing early without all bytes sent cuts the connection off, which is wanted here.
          try (exchange) {
            answer.to(exchange, from);
          }
        });
    server.start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Sends what was asked for, the way a good server does. */
  static void serve(HttpExchange exchange, long from, byte[] content) throws IOException {
    int start = (int) Math.max(from, 0);
    if (start >= content.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (from >= 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(from >= 0 ? 206 : 200, content.length - start);
    exchange.getResponseBody().write(content, start, content.length - start);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
