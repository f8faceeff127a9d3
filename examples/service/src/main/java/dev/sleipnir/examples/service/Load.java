package dev.sleipnir.examples.service;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code service load}: what a service bears, on this machine's loopback. It ends by itself. */
@Command(
    name = "load",
    sortOptions = false,
    description = {
      "Start the service in a process of its own and measure it: how many requests a second it"
          + " answers at most; the times of answers at a part of that, counted from when a request"
          + " was due; then with slow clients; then bodies that are malformed or too long; then"
          + " kill it, start it again and compare an answer.",
      "Ends with status 1 if anything failed: an answer other than 200 at the measured rate, a 500,"
          + " a heap that grows, another answer after the restart."
    })
final class Load implements Callable<Integer> {
  private static final int CLASSES = 3;
  private static final double HEAP_GROWTH = 1.1;
  private static final long HEAP_SLACK = 4_000_000;

  @Parameters(paramLabel = "MODEL", description = "A model's file.")
  private Path model;

  @Option(names = "--connections", defaultValue = "32", description = "(${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--capacity-s",
      defaultValue = "15",
      description = "How long the most is sought, after as long to compile (${DEFAULT-VALUE}).")
  private double capacitySeconds;

  @Option(
      names = "--minutes",
      defaultValue = "5",
      description = "How long the part of it is sent (${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--part",
      defaultValue = "0.8",
      description = "Which part of the most is sent (${DEFAULT-VALUE}).")
  private double part;

  @Option(
      names = "--slow",
      defaultValue = "200",
      description = "Clients that send a byte a second, for --slow-s (${DEFAULT-VALUE}).")
  private int slow;

  @Option(names = "--slow-s", defaultValue = "10", description = "(${DEFAULT-VALUE})")
  private double slowSeconds;

  @Option(
      names = "--malformed",
      defaultValue = "100000",
      description = "Bodies that are no inputs (${DEFAULT-VALUE}).")
  private int malformed;

  @Option(names = "--seed", defaultValue = "1", description = "Of all inputs (${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--report", paramLabel = "FILE.json", description = "Write the figures here.")
  private Path report;

  @Option(
      names = "--serve",
      paramLabel = "OPTION",
      arity = "1..*",
      description = "Options of serve, as --serve=--batch=32.")
  private List<String> options = List.of();

  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private int inputs;

  @Override
  public Integer call() throws Exception {
    try (Child first = new Child(model, options)) {
      inputs = inputs(first.port());
      byte[] fixed = classify(new Random(seed));
      String before = answer(first.port(), fixed);
      closed(first.port(), capacitySeconds); // compiles
      double most = closed(first.port(), capacitySeconds);
      say("requests_per_second", most);
      long heap = first.liveBytes();
      times("", first.port(), part * most, 60 * minutes);
      long after = first.liveBytes();
      say("live_bytes_before", heap);
      say("live_bytes_after", after);
      if (after > HEAP_GROWTH * heap + HEAP_SLACK) {
        failures.add("the heap grew from " + heap + " to " + after + " bytes");
      }
      withSlowClients(first.port(), part * most / 2);
      malformed(first.port());
      first.kill();
      try (Child second = new Child(model, options)) {
        if (!answer(second.port(), fixed).equals(before)) {
          failures.add("another answer after the restart");
        }
        int status = second.end();
        say("status_after_sigterm", status);
        if (status != 143) {
          failures.add("expected status 143 after SIGTERM, got " + status);
        }
      }
    }
    figures.put("failures", String.join("; ", failures));
    if (report != null) {
      Files.write(report, Json.object(figures));
    }
    failures.forEach(failure -> System.out.println("FAILED: " + failure));
    return failures.isEmpty() ? 0 : 1;
  }

  private void say(String name, Number value) {
    figures.put(name, value);
    System.out.println(String.format(Locale.ROOT, "%-32s %,.3f", name, value.doubleValue()));
    System.out.flush();
  }

  /** The size of an input, as the service says it. */
  private static int inputs(int port) throws IOException {
    try (Wire wire = new Wire(port)) {
      String text = wire.ask(Wire.request("GET", "/v1/model")).body();
      int size = 1;
      String shape = text.replaceAll(".*\"input\":\\[([0-9,]*)\\].*", "$1");
      for (String axis : shape.split(",")) {
        size *= Integer.parseInt(axis);
      }
      return size;
    }
  }

  private static String answer(int port, byte[] request) throws IOException {
    try (Wire wire = new Wire(port)) {
      return wire.ask(request).body();
    }
  }

  /** A tenth of the inputs are not 0, as in a picture of a digit. */
  private byte[] classify(Random random) {
    StringBuilder body = new StringBuilder("{\"input\":[");
    for (int i = 0; i < inputs; i++) {
      body.append(i == 0 ? "" : ",");
      body.append(random.nextInt(10) > 0 ? "0" : Float.toString(random.nextFloat()));
    }
    return Wire.request(
        "POST", "/v1/classify", body.append("]}").toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What each connection does until a time; sums what each returns. */
  @FunctionalInterface
  private interface Client {
    long run(Wire wire, byte[][] requests, int number) throws IOException;
  }

  private long onAll(int port, Client client) throws Exception {
    long sum = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> running = new ArrayList<>();
      for (int c = 0; c < connections; c++) {
        int number = c;
        running.add(
            threads.submit(
                () -> {
                  Random random = new Random(seed + number);
                  byte[][] requests = new byte[CLASSES][];
                  for (int r = 0; r < CLASSES; r++) {
                    requests[r] = classify(random);
                  }
                  try (Wire wire = new Wire(port)) {
                    return client.run(wire, requests, number);
                  }
                }));
      }
      for (Future<Long> each : running) {
        sum += each.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : e;
    }
    return sum;
  }

  /** Each connection asks as fast as it is answered: requests a second. */
  private double closed(int port, double seconds) throws Exception {
    long began = System.nanoTime();
    long until = began + (long) (1e9 * seconds);
    long answered =
        onAll(
            port,
            (wire, requests, number) -> {
              long count = 0;
              while (System.nanoTime() < until) {
                count += wire.ask(requests[(int) (count % CLASSES)]).status() == 200 ? 1 : 0;
              }
              return count;
            });
    return 1e9 * answered / (System.nanoTime() - began);
  }

  /**
   * Requests at a rate, each timed from when it was due, whether the one before was late or not.
   */
  private void times(String prefix, int port, double rate, double seconds) throws Exception {
    Histogram times = new Histogram(60_000_000_000L, 3);
    long began = System.nanoTime();
    double between = 1e9 * connections / rate;
    long each = Math.max(1, (long) (1e9 * seconds / between));
    AtomicLong errors = new AtomicLong();
    long answered =
        onAll(
            port,
            (wire, requests, number) -> {
              Histogram mine = new Histogram(60_000_000_000L, 3);
              for (long n = 0; n < each; n++) {
                long due = began + (long) (between * (n + (double) number / connections));
                for (long left = due - System.nanoTime();
                    left > 0;
                    left = due - System.nanoTime()) {
                  LockSupport.parkNanos(left);
                }
                int status = wire.ask(requests[(int) (n % CLASSES)]).status();
                mine.recordValue(Math.max(0, System.nanoTime() - due));
                if (status != 200) {
                  errors.incrementAndGet();
                }
              }
              synchronized (times) {
                times.add(mine);
              }
              return each;
            });
    say(prefix + "sent_per_second", rate);
    say(prefix + "requests", answered);
    say(prefix + "errors", errors.get());
    say(prefix + "p50_ms", 1e-6 * times.getValueAtPercentile(50));
    say(prefix + "p99_ms", 1e-6 * times.getValueAtPercentile(99));
    say(prefix + "p99_9_ms", 1e-6 * times.getValueAtPercentile(99.9));
    say(prefix + "max_ms", 1e-6 * times.getMaxValue());
    if (errors.get() > 0) {
      failures.add(prefix + errors.get() + " answers other than 200");
    }
  }

  /** Clients that never finish a request leave the others as they are. */
  private void withSlowClients(int port, double rate) throws Exception {
    List<Wire> open = new ArrayList<>();
    Thread dripping =
        Thread.ofVirtual()
            .start(
                () -> {
                  byte[] request = classify(new Random(seed));
                  try {
                    for (int c = 0; c < slow; c++) {
                      open.add(new Wire(port));
                    }
                    for (int at = 0; at < request.length; at++) {
                      for (Wire wire : open) {
                        wire.send(new byte[] {request[at]});
                      }
                      Thread.sleep(1000);
                    }
                  } catch (IOException | InterruptedException e) {
                    return; // the service had enough of them, or it is over
                  }
                });
    times("slow_clients_", port, rate, slowSeconds);
    dripping.interrupt();
    dripping.join();
    for (Wire wire : open) {
      wire.close();
    }
  }

  /** Bodies that are no inputs: each is answered, and none with a 500. */
  private void malformed(int port) throws Exception {
    Map<Integer, Integer> statuses = new TreeMap<>();
    Random random = new Random(seed);
    Wire wire = new Wire(port);
    int cut = 0;
    for (int n = 0; n < malformed; n++) {
      try {
        Wire.Reply reply = wire.ask(Malformed.request(random, inputs));
        statuses.merge(reply.status(), 1, Integer::sum);
        if (!reply.closed()) {
          continue;
        }
      } catch (IOException e) {
        cut++; // closed without an answer, as what is no HTTP may be
      }
      wire.close();
      wire = new Wire(port);
    }
    wire.close();
    statuses.forEach((status, count) -> say("malformed_" + status, count));
    say("malformed_cut", cut);
    if (statuses.keySet().stream().anyMatch(status -> status >= 500)) {
      failures.add("a malformed request was answered by 5xx: " + statuses);
    }
    try (Socket _ = new Socket("127.0.0.1", port);
        Wire good = new Wire(port)) {
      if (good.ask(classify(random)).status() != 200) {
        failures.add("a request after the malformed ones failed");
      }
    }
  }
}
