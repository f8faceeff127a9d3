package dev.sleipnir.tasks.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A page on the loopback address, and the state it asks for every second. Everything it shows is in
 * this process: nothing is loaded from elsewhere. A request by another name than this machine's own
 * is refused, so that no page of the web can read it by a name that it makes to point here.
 */
final class WatchPage implements Closeable {
  private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /** How long after its last question a page is taken to be open. */
  private static final long OPEN_NANOS = 5_000_000_000L;

  /** What is answered. */
  private static final class Content {
    final String type;
    final byte[] bytes;

    Content(String type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }
  }

  private final HttpServer server;
  private final ExecutorService thread;
  private final Map<String, Content> pages;
  private final Supplier<byte[]> state;
  private final @Nullable Supplier<byte[]> picture;
  private final Set<String> hosts;
  private volatile boolean asked;
  private volatile long lastAsked;

  /**
   * Opens the page on a free port.
   *
   * @param state JSON
   * @throws IOException if there is no port, or the chart library is not there
   */
  WatchPage(Supplier<byte[]> state) throws IOException {
    this(state, null);
  }

  /**
   * Opens the page on a free port.
   *
   * @param state JSON
   * @param picture a PNG that the state speaks of, if it does
   * @throws IOException if there is no port, or the chart library is not there
   */
  WatchPage(Supplier<byte[]> state, @Nullable Supplier<byte[]> picture) throws IOException {
    this.state = state;
    this.picture = picture;
    pages =
        Map.of(
            "/", new Content("text/html; charset=utf-8", own("watch.html")),
            "/watch.js", new Content(SCRIPT, own("watch.js")),
            "/watch.css", new Content(STYLE, own("watch.css")),
            "/uplot.js", new Content(SCRIPT, charts("uPlot.iife.min.js")),
            "/uplot.css", new Content(STYLE, charts("uPlot.min.css")));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int port = server.getAddress().getPort();
    hosts = Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port);
    thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("sleipnir-watch").factory());
    server.setExecutor(thread);
    server.createContext("/", this::answer);
    server.start();
  }

  private static byte[] own(String name) throws IOException {
    return read(name, WatchPage.class.getResourceAsStream(name));
  }

  private static byte[] charts(String name) throws IOException {
    return read(name, WatchPage.class.getClassLoader().getResourceAsStream(CHARTS + name));
  }

  private static byte[] read(String name, @Nullable InputStream resource) throws IOException {
    if (resource == null) {
      throw new IOException("--watch: expected " + name + " on the class path, found none");
    }
    try (resource) {
      return resource.readAllBytes();
    }
  }

  /** Where it is. */
  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Whether somebody looks at it. */
  boolean isOpen() {
    return asked && System.nanoTime() - lastAsked < OPEN_NANOS;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isOurs(exchange)) {
        refuse(exchange, 403, "expected a request to " + address());
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        refuse(exchange, 405, "expected GET, got " + exchange.getRequestMethod());
      } else {
        String path = exchange.getRequestURI().getPath();
        Content content = pages.get(path);
        if (path.equals("/state")) {
          asked = true;
          lastAsked = System.nanoTime();
          content = new Content("application/json", state.get());
        } else if (picture != null && path.equals("/picture.png")) {
          content = new Content("image/png", picture.get());
        }
        if (content == null) {
          refuse(exchange, 404, "expected / or /state, got " + path);
        } else {
          send(exchange, 200, content);
        }
      }
    }
  }

  private boolean isOurs(HttpExchange exchange) {
    List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    return host.size() == 1 && hosts.contains(host.getFirst().toLowerCase(Locale.ROOT));
  }

  private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
    byte[] bytes = (message + "\n").getBytes(StandardCharsets.UTF_8);
    send(exchange, status, new Content("text/plain; charset=utf-8", bytes));
  }

  private static void send(HttpExchange exchange, int status, Content content) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", content.type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1); // no body may follow
      return;
    }
    exchange.sendResponseHeaders(status, content.bytes.length);
    exchange.getResponseBody().write(content.bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
