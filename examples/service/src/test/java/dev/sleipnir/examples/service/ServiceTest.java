package dev.sleipnir.examples.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.session.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServiceTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final int STEPS = 4;

  @TempDir Path folder;

  private Path file;
  private Server server;
  private Wire wire;

  private static Settings settings(int sessions, Duration idle, Duration spare) {
    return new Settings(
        "127.0.0.1",
        0,
        2,
        STEPS,
        5,
        Duration.ofMillis(2),
        Duration.ofSeconds(20),
        64,
        64,
        20_000,
        sessions,
        idle,
        spare,
        NEVER,
        Duration.ofSeconds(10),
        Duration.ZERO);
  }

  private void serve(Settings settings) throws IOException {
    server = new Server(file, settings);
    wire = new Wire(server.port());
  }

  @BeforeEach
  void model() throws IOException {
    file = folder.resolve("digits.model");
    Demo.write(file, 1, 16);
  }

  @AfterEach
  void end() throws IOException {
    if (wire != null) {
      wire.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static float[] input(long seed) {
    Random random = new Random(seed);
    float[] x = new float[784];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(3) == 0 ? 10 * random.nextFloat() : 0;
    }
    return x;
  }

  private static byte[] post(String path, float[] input) {
    return Wire.request("POST", path, Json.object(Map.of("input", input)));
  }

  private Wire.Reply text(String method, String path, String body) throws IOException {
    return wire.ask(Wire.request(method, path, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static float[] numbers(String json, String name) {
    String list = json.replaceAll(".*\"" + name + "\":\\[([^\\]]*)\\].*", "$1");
    String[] each = list.split(",");
    float[] numbers = new float[each.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(each[i]);
    }
    return numbers;
  }

  private float[] expected(float[] input) throws IOException {
    Session session = Model.load(file).session(1);
    float[] scores = new float[10];
    for (int t = 0; t < STEPS; t++) {
      float[] y = session.step(input);
      for (int o = 0; o < scores.length; o++) {
        scores[o] += y[o] / STEPS;
      }
    }
    return scores;
  }

  @Test
  void whatManyAskAtOnceIsAnsweredAsIfEachWereAlone() throws Exception {
    serve(settings(10, NEVER, NEVER));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int n = 0; n < 40; n++) {
        byte[] request = post("/v1/classify", input(n));
        answers.add(
            threads.submit(
                () -> {
                  try (Wire mine = new Wire(server.port())) {
                    Wire.Reply reply = mine.ask(request);
                    assertEquals(200, reply.status(), reply.body());
                    return reply.body();
                  }
                }));
      }
      for (int n = 0; n < 40; n++) {
        float[] scores = expected(input(n));
        assertArrayEquals(scores, numbers(answers.get(n).get(), "scores"));
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
          largest = Math.max(largest, score);
        }
        int label = 0;
        while (scores[label] != largest) {
          label++;
        }
        assertTrue(answers.get(n).get().startsWith("{\"label\":" + label + ","));
      }
    }
    String metrics = text("GET", "/metrics", "").body();
    assertTrue(metrics.contains("sleipnir_batch_count"), metrics);
    assertTrue(
        metrics.contains(
            "sleipnir_requests_seconds_count{route=\"/v1/classify\",status=\"200\"} 40"),
        metrics);
  }

  @Test
  void aStreamKeepsItsState() throws Exception {
    serve(settings(10, NEVER, NEVER));
    Wire.Reply opened = text("POST", "/v1/sessions", "");
    assertEquals(201, opened.status(), opened.body());
    String path = "/v1/sessions/" + opened.body().replaceAll(".*\"session\":\"(\\w+)\".*", "$1");
    Session alone = Model.load(file).session(1);
    for (int t = 0; t < 8; t++) {
      Wire.Reply step = wire.ask(post(path + "/step", input(t)));
      assertEquals(200, step.status(), step.body());
      assertArrayEquals(alone.step(input(t)), numbers(step.body(), "output"));
      assertTrue(step.body().contains("\"step\":" + (t + 1)), step.body());
      assertEquals(200, wire.ask(post("/v1/classify", input(t))).status());
    }
    assertEquals(400, text("POST", path + "/step", "{\"input\":[1]}").status());
    assertEquals(204, text("DELETE", path, "").status());
    assertEquals(404, text("DELETE", path, "").status());
    assertEquals(404, wire.ask(post(path + "/step", input(1))).status());
  }

  @Test
  void streamsAreBoundedAndEndUnused() throws Exception {
    serve(settings(2, Duration.ofMillis(300), NEVER));
    assertEquals(201, text("POST", "/v1/sessions", "").status());
    assertEquals(201, text("POST", "/v1/sessions", "").status());
    assertEquals(503, text("POST", "/v1/sessions", "").status());
    Thread.sleep(400);
    assertEquals(201, text("POST", "/v1/sessions", "").status());
    assertTrue(text("GET", "/metrics", "").body().contains("sleipnir_sessions_evicted_total 2"));
  }

  @Test
  void theLeastRecentlyUsedMakesRoom() throws Exception {
    serve(settings(2, NEVER, Duration.ZERO));
    List<String> paths = new ArrayList<>();
    for (int s = 0; s < 2; s++) {
      String body = text("POST", "/v1/sessions", "").body();
      paths.add("/v1/sessions/" + body.replaceAll(".*\"session\":\"(\\w+)\".*", "$1") + "/step");
    }
    assertEquals(200, wire.ask(post(paths.get(0), input(1))).status());
    assertEquals(201, text("POST", "/v1/sessions", "").status());
    assertEquals(404, wire.ask(post(paths.get(1), input(1))).status());
    assertEquals(200, wire.ask(post(paths.get(0), input(1))).status());
  }

  @Test
  void anotherModelTakesOverAndStreamsEndOnTheirs() throws Exception {
    serve(settings(10, NEVER, NEVER));
    float[] before = expected(input(1));
    Wire.Reply opened = text("POST", "/v1/sessions", "");
    String path =
        "/v1/sessions/" + opened.body().replaceAll(".*\"session\":\"(\\w+)\".*", "$1") + "/step";
    Session old = Model.load(file).session(1);
    Path next = folder.resolve("next.model");
    Demo.write(next, 2, 24);
    Files.setLastModifiedTime(next, FileTime.fromMillis(0)); // by a clock that is wrong
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    server.look();
    Wire.Reply now = wire.ask(post("/v1/classify", input(1)));
    assertTrue(now.body().endsWith("\"model\":2}"), now.body());
    assertArrayEquals(expected(input(1)), numbers(now.body(), "scores"));
    assertFalse(Arrays.equals(before, numbers(now.body(), "scores")));
    Wire.Reply step = wire.ask(post(path, input(1)));
    assertArrayEquals(old.step(input(1)), numbers(step.body(), "output"));
    assertTrue(step.body().endsWith("\"model\":1}"), step.body());
  }

  private void refused(byte[] bytes, String answer) throws IOException {
    Files.write(file, bytes);
    server.look();
    server.look();
    assertEquals(answer, wire.ask(post("/v1/classify", input(1))).body());
  }

  @Test
  void aModelThatCannotServeIsRefusedAndTheOldOneGoesOn() throws Exception {
    serve(settings(10, NEVER, NEVER));
    byte[] good = Files.readAllBytes(file);
    String answer = wire.ask(post("/v1/classify", input(1))).body();
    refused(new byte[0], answer);
    refused(Arrays.copyOf(good, good.length / 2), answer);
    byte[] damaged = good.clone();
    damaged[good.length / 2] ^= 4;
    refused(damaged, answer);
    Path other = folder.resolve("other.model");
    RandomStream random = new RandomStream(1);
    Model.save(new SequentialState(new Linear(random, 5, 3), new Lif().cell()), other, 5);
    refused(Files.readAllBytes(other), answer);
    Files.delete(file);
    server.look();
    assertEquals(answer, wire.ask(post("/v1/classify", input(1))).body());
    String metrics = text("GET", "/metrics", "").body();
    assertTrue(metrics.contains("sleipnir_models_total{result=\"refused\"} 4"), metrics);
    Files.write(file, good);
    server.look();
    assertEquals(
        answer.replace("\"model\":1", "\"model\":2"),
        wire.ask(post("/v1/classify", input(1))).body());
  }

  @Test
  void whatIsWrongIsSaidWithAStatus() throws Exception {
    serve(settings(10, NEVER, NEVER));
    assertEquals(200, text("GET", "/health", "").status());
    assertEquals(200, text("GET", "/ready", "").status());
    assertEquals(404, text("GET", "/v1/../etc/passwd", "").status());
    assertEquals(404, text("GET", "/v1/sessions/x/step", "").status());
    assertEquals(405, text("GET", "/v1/classify", "").status());
    Wire.Reply few = text("POST", "/v1/classify", "{\"input\":[1,2]}");
    assertEquals(400, few.status());
    assertEquals("{\"error\":\"expected 784 numbers, row-major, got 2\"}", few.body());
    assertEquals(400, text("POST", "/v1/classify", "{\"input\":[1e39]}").status());
    assertEquals(400, text("POST", "/v1/classify", "{\"input\":{}}").status());
    assertEquals(400, text("POST", "/v1/classify", "").status());
    assertEquals(413, text("POST", "/v1/classify", " ".repeat(20_001)).status());
  }

  @Test
  void malformedBodiesAreNeverAnErrorOfTheServices() throws Exception {
    serve(settings(10, NEVER, NEVER));
    Random random = new Random(7);
    for (int n = 0; n < 2000; n++) {
      try {
        Wire.Reply reply = wire.ask(Malformed.request(random, 784));
        assertTrue(reply.status() < 500, reply::toString);
        if (!reply.closed()) {
          continue;
        }
      } catch (IOException e) {
        // closed without an answer: it was no HTTP, or too long
      }
      wire.close();
      wire = new Wire(server.port());
    }
    assertEquals(200, wire.ask(post("/v1/classify", input(1))).status());
  }

  @Test
  void clientsThatNeverFinishDoNotHoldUpOthers() throws Exception {
    serve(settings(10, NEVER, NEVER));
    List<Wire> slow = new ArrayList<>();
    byte[] request = post("/v1/classify", input(1));
    for (int c = 0; c < 100; c++) {
      Wire each = new Wire(server.port());
      each.send(Arrays.copyOf(request, c % 2 == 0 ? 20 : request.length - 1));
      slow.add(each);
    }
    for (int n = 0; n < 20; n++) {
      assertEquals(200, wire.ask(request).status());
    }
    for (Wire each : slow) {
      each.close();
    }
  }

  @Test
  void whatIsUnderWayAtTheEndIsAnswered() throws Exception {
    serve(settings(10, NEVER, NEVER));
    byte[] request = post("/v1/classify", input(1));
    try (Wire other = new Wire(server.port())) {
      other.send(Arrays.copyOf(request, request.length - 1));
      Thread.sleep(200);
      Thread ending = Thread.ofVirtual().start(server::close);
      Thread.sleep(200);
      assertEquals(503, text("GET", "/ready", "").status());
      other.send(new byte[] {request[request.length - 1]});
      assertEquals(200, other.reply().status());
      ending.join();
    }
    server = null;
  }

  @Test
  void batchesAndStepsAreEvents() throws Exception {
    serve(settings(10, NEVER, NEVER));
    Path events = folder.resolve("service.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      assertEquals(200, wire.ask(post("/v1/classify", input(1))).status());
      server.close();
      server = null;
      recording.stop();
      recording.dump(events);
    }
    List<String> names =
        RecordingFile.readAllEvents(events).stream()
            .map(event -> event.getEventType().getName())
            .toList();
    assertEquals(1, names.stream().filter("dev.sleipnir.service.Batch"::equals).count());
    assertEquals(STEPS, names.stream().filter("dev.sleipnir.Step"::equals).count());
  }

  @Test
  void killedAndStartedAgainItAnswersAsBefore() throws Exception {
    byte[] request = post("/v1/classify", input(1));
    List<String> options = List.of("--warm-up-ms", "0", "--workers", "1");
    Wire.Reply before;
    try (Child child = new Child(file, options)) {
      try (Wire mine = new Wire(child.port())) {
        before = mine.ask(request);
      }
      child.kill();
    }
    assertEquals(200, before.status(), before.body());
    try (Child child = new Child(file, options)) {
      try (Wire mine = new Wire(child.port())) {
        assertEquals(before, mine.ask(request));
      }
      assertEquals(143, child.end());
    }
    assertNotEquals(0, Main.run("serve", folder.resolve("none").toString(), "--port", "0"));
  }

  @Test
  void theLoadTestEndsWithItsFigures() throws Exception {
    Path report = folder.resolve("load.json");
    int status =
        Main.run(
            "load",
            file.toString(),
            "--connections=4",
            "--capacity-s=0.5",
            "--minutes=0.01",
            "--part=0.2",
            "--slow=5",
            "--slow-s=0.5",
            "--malformed=200",
            "--serve=--warm-up-ms=200",
            "--report=" + report);
    String figures = Files.readString(report);
    assertTrue(figures.contains("\"p99_9_ms\":"), figures);
    assertTrue(figures.contains("\"errors\":0,"), figures);
    assertEquals(0, status, figures);
  }
}
