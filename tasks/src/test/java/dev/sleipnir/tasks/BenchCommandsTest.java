package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmarks with options of their own, at sizes that take no time. */
class BenchCommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  /** Runs a benchmark and returns its last line. */
  private JsonNode figures(String command) {
    assertEquals(0, run(("bench " + command).split(" ", -1)), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.contains("checked: ")), out.toString());
    JsonNode json = JsonMapper.shared().readTree(lines.getLast());
    assertEquals(command.split(" ", -1)[0], json.get("benchmark").asString());
    for (String figure :
        List.of("seconds", "best_seconds", "spikes", "threads", "mode", "vector_bits")) {
      assertTrue(json.has(figure), figure);
    }
    assertTrue(json.get("seconds").asDouble() >= json.get("best_seconds").asDouble());
    assertTrue(json.get("best_seconds").asDouble() > 0);
    assertTrue(json.get("spikes").asLong() > 0, json.toString());
    return json;
  }

  @Test
  void lifLayer() {
    JsonNode json =
        figures("lif-layer --features 50 --batch 2 --steps 100 --rate 60 --warm-up 1 --runs 2");
    assertEquals(50, json.get("features").asInt());
    assertEquals(2, json.get("runs").asInt());
    assertEquals(60, json.get("rate").asDouble());
    assertTrue(json.get("neuron_updates_per_second").asDouble() > 0);
  }

  @Test
  void lifLayerFromFiles() throws IOException {
    Path weights = folder.resolve("weights");
    Path spikes = folder.resolve("spikes");
    // Each input drives its own neuron, hard enough for a spike in every step from then on.
    write(weights, 25f, 0f, 0f, 25f);
    write(spikes, 1f, 0f, 0f, 0f, 1f, 0f, 0f, 1f);
    String command = "lif-layer --features 2 --batch 1 --steps 4 --runs 1 --weights " + weights;
    assertEquals(4 + 1, figures(command + " --spikes " + spikes).get("spikes").asInt());
    write(spikes, 1f);
    assertEquals(1, run(("bench " + command + " --spikes " + spikes).split(" ", -1)));
    assertTrue(err.toString().contains("spikes: expected 8 floats"), err.toString());
  }

  private static void write(Path file, float... values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }

  @Test
  void linearLif() {
    JsonNode json =
        figures("linear-lif --neurons 30 --batch 3 --steps 40 --threads 2 --warm-up 1 --runs 3");
    assertEquals(2, json.get("threads").asInt());
    assertTrue(json.get("forward_seconds").asDouble() > 0);
  }

  @Test
  void vgg() {
    String sizes = "vgg --width 0.2 --batch 2 --steps 5 --warm-up 1 --runs 1 --threads 2";
    JsonNode json = figures(sizes);
    assertTrue(out.toString().contains("checked: every layer and gradient"), out.toString());
    assertEquals(10, json.get("rates").size());
    assertTrue(json.get("rates").get(0).asDouble() > 0);
    assertTrue(json.get("images_per_second").asDouble() > 0);
    assertTrue(figures(sizes + " --batch-norm").get("batch_norm").asBoolean());
    assertEquals(2, run("bench", "vgg", "--width", "0"));
    assertTrue(err.toString().contains("--width: expected a number in (0, 1]"), err.toString());
  }

  @Test
  void layers() {
    for (String layer : List.of("depthwise", "batchnorm", "layernorm")) {
      out.getBuffer().setLength(0);
      String command = "bench layer --batch 2 --channels 19 --size 5 --threads 2 --runs 2 --layer ";
      assertEquals(0, run((command + layer).split(" ", -1)), err.toString());
      List<String> lines = out.toString().lines().toList();
      assertTrue(lines.get(1).contains("checked; "), out.toString());
      JsonNode json = JsonMapper.shared().readTree(lines.getLast());
      assertEquals(layer, json.get("mode").asString());
      assertTrue(json.get("forward_seconds").asDouble() > 0);
    }
  }

  @Test
  void sgemm() {
    assertEquals(
        0, run("bench sgemm --size 50 --shapes 6 --runs 2".split(" ", -1)), err.toString());
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.get(1).contains("checked: 6 random shapes"), out.toString());
    JsonNode json = JsonMapper.shared().readTree(lines.getLast());
    assertEquals("sgemm", json.get("benchmark").asString());
    assertEquals("float32", json.get("mode").asString());
    assertEquals("cpu", json.get("device").asString());
    assertTrue(json.get("error").asDouble() < 1e-6);
    double seconds = json.get("seconds").asDouble();
    assertEquals(2 * 125_000 / seconds, json.get("flops_per_second").asDouble(), 1);
    assertTrue(json.get("seconds_of_arrays").asDouble() > 0);
  }

  @Test
  void bptt() {
    JsonNode json = figures("bptt --neurons 30 --batch 2 --steps 40,80,120 --warm-up 1 --runs 2");
    assertEquals(3, json.get("series").size());
    assertTrue(json.get("r2").asDouble() <= 1);
    // Outputs, what is saved for the backward step, gradients and blocks: a few floats each.
    double bytes = json.get("bytes_per_neuron_step").asDouble();
    assertTrue(bytes >= 4 && bytes <= 64, json.toString());
  }

  @Test
  void recurrentStep() {
    JsonNode json =
        figures("recurrent-step --inputs 60 --hidden 30 --outputs 4 --steps 400 --warm-up 100");
    double p50 = json.get("p50_microseconds").asDouble();
    assertTrue(p50 > 0 && json.get("p99_microseconds").asDouble() >= p50, json.toString());
    assertTrue(json.get("bytes_per_step").isNumber());
    assertEquals("session", json.get("mode").asString());
  }

  @Test
  void network() {
    String command = "bench network --networks cuba,all_to_all --threads 1,2 --part 0.01";
    assertEquals(0, run(command.split(" ", -1)), err.toString());
    JsonNode json = JsonMapper.shared().readTree(out.toString().lines().toList().getLast());
    JsonNode results = json.get("results");
    assertEquals(4, results.size());
    for (int r = 0; r < 4; r += 2) {
      assertEquals(results.get(r).get("spikes"), results.get(r + 1).get("spikes"));
      assertTrue(results.get(r).get("events_per_second").asDouble() > 0, json.toString());
    }
  }

  @Test
  void digits() {
    String options = " --steps 12 --batch 2 --threads 2 --warm-up 1 --runs 2";
    JsonNode train = figures("mnist-train" + options);
    assertTrue(train.get("images_per_second").asDouble() > 0);
    JsonNode infer = figures("mnist-infer" + options);
    assertEquals(train.get("spikes").asLong(), infer.get("spikes").asLong());
  }

  @Test
  void verboseSaysWhichWaySpikesTook() {
    String sizes = " --features 50 --batch 2 --steps 20 --rate 500 --warm-up 0 --runs 2";
    figures("lif-layer --verbose --propagation event" + sizes);
    assertLine(
        "  Linear(50, 50, no bias): 3 times event-driven, 0 dense; \\d+.* of neurons spiked");
    figures("lif-layer -v --propagation dense" + sizes);
    assertLine(
        "  Linear(50, 50, no bias): 0 times event-driven, 3 dense; \\d+.* of neurons spiked");
    figures("mnist-infer --verbose --steps 12 --batch 2 --threads 2 --warm-up 1 --runs 2");
    for (String layer : List.of("Conv2d(1, 32, 5x5)", "Conv2d(32, 64, 5x5)", "Linear(1024, ")) {
      assertLine("  " + layer + ".*: \\d+ times event-driven, \\d+ dense; .*");
    }
    out.getBuffer().setLength(0);
    figures("lif-layer" + sizes);
    assertFalse(out.toString().contains("event-driven"), out.toString());
  }

  private void assertLine(String pattern) {
    String regex = pattern.replaceAll("[()]", "\\\\$0");
    assertTrue(out.toString().lines().anyMatch(line -> line.matches(regex)), out.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "lif-layer,--features,0,at least 1",
    "lif-layer,--rate,1001,0 to 1000 Hz",
    "lif-layer,--runs,0,at least 1",
    "lif-layer,--warm-up,-1,at least 0",
    "lif-layer,--steps,many,--steps",
    "lif-layer,--features,100000,product",
    "lif-layer,--propagation,fast,'AUTO, EVENT, DENSE'",
    "mnist-train,--batch,0,at least 1",
    "mnist-infer,--threads,0,1 to 1024",
    "lif-layer,--threads,10000,1 to 1024",
    "sgemm,--threads,1025,1 to 1024",
    "bptt,--steps,64,two numbers or more",
    "bptt,--steps,'64,32',ascending",
    "linear-lif,--neurons,-3,at least 1",
    "layer,--channels,0,at least 1",
    "linear-lif,--device,gpu,'cpu, cuda, cuda:N or auto'",
    "sgemm,--size,0,at least 1",
    "sgemm,--gpu-precision,half,'FLOAT32, TF32, BF16'",
    "recurrent-step,--density,1.5,0 to 1",
    "network,--threads,0,1 to 1024",
    "network,--part,-1,above 0",
    "network,--networks,nest,'CUBA, COBA'",
    "recurrent-step,--hide,3,unknown option"
  })
  void aWrongOptionIsOneLineThatSaysWhatWasExpected(
      String command, String option, String value, String expected) {
    assertEquals(2, run("bench", command, option, value), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("sleipnir bench " + command + ": "), err.toString());
    assertTrue(err.toString().contains(expected), err.toString());
    assertTrue(err.toString().contains(option), err.toString());
  }

  @Test
  void everyCommandHasHelpAndIsListed() {
    for (String command :
        List.of(
            "lif-layer",
            "mnist-train",
            "mnist-infer",
            "bptt",
            "linear-lif",
            "layer",
            "sgemm",
            "recurrent-step",
            "density",
            "network")) {
      out.getBuffer().setLength(0);
      assertEquals(0, run("bench", command, "--help"));
      assertTrue(out.toString().contains("Default: "), out.toString());
      out.getBuffer().setLength(0);
      assertEquals(0, run("bench", "--list"));
      assertTrue(out.toString().contains(command), out.toString());
    }
  }
}
