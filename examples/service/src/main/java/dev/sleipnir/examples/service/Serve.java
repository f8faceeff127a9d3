package dev.sleipnir.examples.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code service serve}: serves a model until it is told to end. */
@Command(name = "serve", sortOptions = false, description = "Serve a model's file.")
final class Serve implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "A file that Model.save wrote.")
  private Path model;

  @Mixin private Options options = new Options();

  /** Options that become settings. */
  static final class Options {
    @Option(names = "--host", defaultValue = "127.0.0.1", description = "(${DEFAULT-VALUE})")
    private String host;

    @Option(
        names = "--port",
        defaultValue = "8080",
        description = "0: a free one (${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--workers", description = "Threads that compute batches (the processors).")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--steps",
        defaultValue = "16",
        description = "Time steps that an input is shown (${DEFAULT-VALUE}).")
    private int steps;

    @Option(names = "--batch", defaultValue = "16", description = "Most inputs (${DEFAULT-VALUE}).")
    private int batch;

    @Option(
        names = "--wait-us",
        defaultValue = "500",
        description = "How long a batch waits for more, in us (${DEFAULT-VALUE}).")
    private long wait;

    @Option(
        names = "--deadline-ms",
        defaultValue = "1000",
        description = "How long a request waits for its answer (${DEFAULT-VALUE}).")
    private long deadline;

    @Option(
        names = "--queue",
        defaultValue = "256",
        description = "Most requests that wait (${DEFAULT-VALUE}).")
    private int queue;

    @Option(
        names = "--requests",
        defaultValue = "512",
        description = "Most requests under way (${DEFAULT-VALUE}).")
    private int requests;

    @Option(
        names = "--body",
        defaultValue = "262144",
        description = "Longest body in bytes (${DEFAULT-VALUE}).")
    private int body;

    @Option(
        names = "--sessions",
        defaultValue = "200",
        description = "Most streaming sessions (${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
        names = "--idle-s",
        defaultValue = "300",
        description = "A session unused for so long ends (${DEFAULT-VALUE}).")
    private long idle;

    @Option(
        names = "--spare-s",
        defaultValue = "10",
        description = "One unused for so long ends if another needs the room (${DEFAULT-VALUE}).")
    private long spare;

    @Option(
        names = "--reload-ms",
        defaultValue = "1000",
        description = "How often the file is looked at (${DEFAULT-VALUE}).")
    private long reload;

    @Option(
        names = "--drain-s",
        defaultValue = "20",
        description = "How long requests under way may take at the end (${DEFAULT-VALUE}).")
    private long drain;

    @Option(
        names = "--warm-up-ms",
        defaultValue = "3000",
        description = "How long a model runs before it serves (${DEFAULT-VALUE}).")
    private long warmUp;

    Settings settings() {
      return new Settings(
          host,
          port,
          workers,
          steps,
          batch,
          Duration.ofNanos(1000 * wait),
          Duration.ofMillis(deadline),
          queue,
          requests,
          body,
          sessions,
          Duration.ofSeconds(idle),
          Duration.ofSeconds(spare),
          Duration.ofMillis(reload),
          Duration.ofSeconds(drain),
          Duration.ofMillis(warmUp));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Server server = new Server(model, options.settings());
    System.out.println("port " + server.port()); // for whoever asked for a free one
    System.out.flush();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end"));
    Thread.currentThread().join(); // until SIGTERM
    return 0;
  }
}
