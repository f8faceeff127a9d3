package dev.sleipnir.examples.service;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A model at work behind HTTP. */
final class Server implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.sleipnir.service");
  private static final int BACKLOG = 1024;

  private final Figures figures = new Figures();
  private final ModelFile models;
  private final Batcher batcher;
  private final ClientSessions sessions;
  private final Api api;
  private final HttpServer http;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

  static {
    // What the JDK's server reads when it is loaded; whoever started the JVM may have said more.
    preset("sun.net.httpserver.nodelay", "true");
    preset("sun.net.httpserver.maxReqTime", "30"); // seconds that a request may take to arrive
    preset("sun.net.httpserver.maxRspTime", "60");
    preset("sun.net.httpserver.idleInterval", "60");
    preset("sun.net.httpserver.maxIdleConnections", "1000");
    preset("jdk.httpserver.maxConnections", "2000");
    preset("sun.net.httpserver.maxReqHeaders", "50");
    preset("sun.net.httpserver.maxReqHeaderSize", "16384");
  }

  private static void preset(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /**
   * Reads the model and serves it.
   *
   * @throws IOException if the model or the address cannot be had
   */
  Server(Path model, Settings settings) throws IOException {
    models = new ModelFile(model, settings, figures::model);
    batcher = new Batcher(models, settings, figures);
    sessions = new ClientSessions(models, settings, figures);
    api = new Api(models, batcher, sessions, settings, figures);
    figures.gauge("sleipnir.waiting", "Requests in the queue", batcher::waiting);
    figures.gauge("sleipnir.sessions", "Streaming sessions", sessions::count);
    figures.gauge("sleipnir.model", "Version that serves", () -> models.current().version());
    try {
      http = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
    } catch (IOException e) {
      close(models, batcher, sessions, figures);
      throw new IOException(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
    }
    http.setExecutor(threads);
    http.createContext("/", api);
    http.start();
    LOG.log(Level.INFO, "serves {0} on port {1}", model, Integer.toString(port()));
  }

  int port() {
    return http.getAddress().getPort();
  }

  /** Looks at the model's file now. */
  void look() {
    models.look();
  }

  /** Finishes what is under way, within the time given for that, and stops. */
  @Override
  public void close() {
    try {
      api.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.stop(1);
    threads.shutdown();
    close(sessions, batcher, models, figures);
    LOG.log(Level.INFO, "ended");
  }

  private static void close(AutoCloseable... parts) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.ERROR, "while ending", e);
      }
    }
  }
}
