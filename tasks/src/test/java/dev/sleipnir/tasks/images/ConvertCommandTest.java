package dev.sleipnir.tasks.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConvertCommandTest {
  private static final String SMALL =
      "convert --dataset strokes --train-samples 300 --test-samples 60 --batch-size 16 --epochs 4"
          + " --quiet ";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(
        (SMALL + options).strip().split(" +"),
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  @Test
  void theSpikingNetworkAnswersAsTheRectifiersDo() throws IOException {
    Path report = folder.resolve("convert.json");
    assertEquals(0, run("--network dense --steps 2,64 --report " + report), err.toString());
    JsonNode json = JsonMapper.shared().readTree(Files.readString(report));
    JsonNode findings = json.path("findings");
    double rectifiers = findings.path("rectifierAccuracy").asDouble();
    assertEquals(json.path("epochs").path(3).path("testAccuracy").asDouble(), rectifiers, 1e-12);
    assertTrue(rectifiers > 0.5, findings.toString());
    assertEquals(2, findings.path("thresholds").size());
    assertEquals(64, findings.path("spiking").path(1).path("steps").asInt());
    assertTrue(
        findings.path("spiking").path(1).path("agreement").asDouble() > 0.9, findings.toString());
    assertEquals(
        findings.path("spiking").path(1).path("accuracy").asDouble(),
        findings.path("spikingAccuracy").asDouble());
    assertTrue(Files.size(folder.resolve("convert-conversion.png")) > 0);
    assertTrue(out.toString().contains("spiking, 64 steps: accuracy "), out.toString());
    assertTrue(out.toString().stripTrailing().endsWith("(strokes)."), out.toString());
  }

  @Test
  void aConvolutionalNetworkIsConvertedFromItsBestEpoch() {
    Path best = folder.resolve("best");
    assertEquals(0, run("--steps 1 --best " + best), err.toString());
    assertTrue(out.toString().contains("spiking, 1 steps: accuracy "), out.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--steps 0|--steps: expected at least 1, got 0",
        "--steps 1,x|--steps",
        "--percentile 101|--percentile: expected a number in (0, 100], got 101.0",
        "--calibration 0|--calibration: expected at least 1, got 0",
        "--network resnet|--network",
        "--label-smoothing 1|--label-smoothing: expected a number in [0, 1), got 1.0",
        "--data x|--data: expected a data set of files beside it, got --dataset strokes",
      })
  void wrongUsageIsRefused(String line) {
    String[] parts = line.split("\\|", 2);
    assertEquals(2, run(parts[0]), err.toString());
    assertTrue(err.toString().contains(parts[1]), err.toString());
    assertEquals(1, err.toString().lines().count());
  }
}
