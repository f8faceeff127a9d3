package dev.sleipnir.tasks.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.model.train.EpochResult;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WatchTest {
  private final AtomicInteger looks = new AtomicInteger();
  private Watch watch;

  private SequencedMap<String, float[][]> spikes() {
    looks.incrementAndGet();
    SequencedMap<String, float[][]> layers = new LinkedHashMap<>();
    layers.put("input", new float[][] {{1, 0, 0}, {0, 0, 1}});
    layers.put("LIF <1>", new float[][] {{0, 0}, {0, 0}});
    return layers;
  }

  @BeforeEach
  void open() throws IOException {
    watch = new Watch("A \"title\" on <data>", this::spikes);
  }

  @AfterEach
  void close() {
    watch.close();
  }

  /** A request as it stands, and the whole answer. */
  private String answer(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), watch.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path) throws IOException {
    return answer(request("GET", path, "127.0.0.1:" + watch.address().getPort()));
  }

  private static String request(String method, String path, String host) {
    return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  }

  private JsonNode state() throws IOException {
    String answer = get("/state");
    return JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void thePageAndWhatItLoadsAreHere() throws IOException {
    String page = get("/");
    assertTrue(page.startsWith("HTTP/1.1 200 "), page);
    assertTrue(page.contains("Content-security-policy: default-src 'self'"), page);
    // All it loads is of this server.
    for (String name : List.of("uplot.js", "uplot.css", "watch.js", "watch.css")) {
      assertTrue(page.contains("\"" + name + "\""), name);
      assertTrue(get("/" + name).startsWith("HTTP/1.1 200 "), name);
    }
    assertFalse(page.contains("//"), page);
    assertTrue(get("/uplot.js").contains("uPlot"));
    assertTrue(get("/other").startsWith("HTTP/1.1 404 "));
    assertTrue(get("/state/../../etc/passwd").startsWith("HTTP/1.1 404 "));
  }

  @Test
  void othersNamesAndMethodsAreRefused() throws IOException {
    int port = watch.address().getPort();
    for (String host :
        List.of(
            "example.org",
            "example.org:" + port,
            "127.0.0.1",
            "127.0.0.1.example.org:" + port,
            "0.0.0.0:" + port,
            "")) {
      assertTrue(answer(request("GET", "/state", host)).startsWith("HTTP/1.1 403 "), host);
    }
    assertTrue(answer("GET /state HTTP/1.0\r\n\r\n").startsWith("HTTP/1.1 403 "));
    for (String host : List.of("localhost:" + port, "LOCALHOST:" + port, "[::1]:" + port)) {
      assertTrue(answer(request("GET", "/state", host)).startsWith("HTTP/1.1 200 "), host);
    }
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "HEAD")) {
      String answer = answer(request(method, "/state", "localhost:" + port));
      assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
      assertTrue(answer.contains("Allow: GET"), answer);
    }
  }

  @Test
  void theStateIsThatOfTheTraining() throws IOException {
    watch.updating(1, 2.5, 0.25);
    watch.updating(2, 1.5, Double.NaN);
    watch.progressed(16, 2, 0.25);
    assertEquals(0, looks.get(), "nobody looks: the network is left alone");
    assertEquals(0, state().path("layers").size());
    watch.progressed(32, 2, 0.25);
    watch.progressed(48, 2, 0.25);
    assertEquals(1, looks.get(), "looks have their distance");
    watch.epoch(new EpochResult(1, 48, 1.5, 0.5, 16, 1.25, 0.75));
    JsonNode state = state();
    assertEquals("A \"title\" on <data>", state.path("title").asString());
    assertEquals(48, state.path("done").asInt());
    assertEquals(2.0, state.path("steps").path(1).asDouble());
    assertEquals(1.5, state.path("losses").path(1).asDouble());
    assertTrue(state.path("metrics").path(1).isString());
    assertEquals(0.75, state.path("epochs").path(0).path("testMetric").asDouble());
    assertEquals(1 / 3., state.path("layers").path(0).path("rate").asDouble(), 1e-12);
    assertEquals("[0,0,1,2]", state.path("layers").path(0).path("spikes").toString());
    assertEquals(0, state.path("layers").path(1).path("rate").asDouble());
  }

  private static long allocated() throws JMException {
    return (Long)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                "getThreadAllocatedBytes",
                new Object[] {Thread.currentThread().threadId()},
                new String[] {"long"});
  }

  @Test
  void aStepTakesNoMemoryWhereNobodyLooks() throws JMException {
    int steps = 20_000;
    long least = Long.MAX_VALUE;
    // The first rounds are the compiler's; asking takes some memory, too.
    for (int round = 0; round < 20; round++) {
      long before = allocated();
      for (int step = 1; step <= steps; step++) {
        watch.updating(step, 1, 0.5);
        watch.progressed(step, 1, 0.5);
      }
      least = Math.min(least, allocated() - before);
    }
    assertTrue(least < steps, least + " bytes in " + steps + " steps");
    assertEquals(0, looks.get());
  }

  @Test
  void itEndsWithTheTraining() {
    watch.close();
    assertThrows(ConnectException.class, () -> get("/"));
  }

  @Test
  void pointsAreBoundedAndAreMeans() {
    StepFigures figures = new StepFigures();
    int steps = 40_000;
    for (int step = 1; step <= steps; step++) {
      figures.add(step, step, 1);
    }
    var copy = figures.copy();
    double[] at = Objects.requireNonNull(copy.get("steps"));
    double[] losses = Objects.requireNonNull(copy.get("losses"));
    assertTrue(at.length >= StepFigures.MOST / 2 && at.length < StepFigures.MOST, "" + at.length);
    for (int p = 0; p < at.length; p++) {
      double before = p == 0 ? 0 : at[p - 1];
      assertEquals((before + 1 + at[p]) / 2, losses[p], 1e-9);
    }
  }

  @Test
  void aBrowserDrawsIt(@TempDir Path folder) throws Exception {
    Optional<Path> browser =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .flatMap(
                place ->
                    Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(browser.isPresent(), "no Chromium on the PATH: the page is not drawn");
    for (int step = 1; step <= 20; step++) {
      watch.updating(step, 1.0 / step, 0.1);
    }
    watch.epoch(new EpochResult(1, 48, 1.5, 0.5, 16, 1.25, 0.75));
    state();
    watch.progressed(32, 2, 0.25);
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + folder.resolve("profile"),
                "--timeout=4000",
                "--virtual-time-budget=3000",
                "--dump-dom",
                watch.address().toString())
            .redirectOutput(dom.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser did not end");
    String drawn = Files.readString(dom);
    assertTrue(drawn.contains("data-points=\"20\""), drawn);
    assertTrue(drawn.contains("A \"title\" on &lt;data&gt;"), drawn);
    assertEquals(2, drawn.split("class=\"spikes\"", -1).length - 1, drawn);
    assertEquals(3, drawn.split("class=\"uplot", -1).length - 1, drawn);
    assertTrue(drawn.contains("LIF &lt;1&gt;, 2 neurons, 2 steps"), drawn);
  }
}
