package dev.sleipnir.tasks.correlation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.tasks.training.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CorrelationTest {
  @TempDir private Path folder;

  @Test
  void theReadOutLearnsThePattern() throws IOException {
    Path report = folder.resolve("correlation.json");
    CommandRun run = CommandRun.of(List.of("correlation", "--quiet", "--epochs=40"));
    assertEquals(0, run.status(), run.err());
    CommandRun short_ =
        CommandRun.of(
            List.of("correlation", "--quiet", "--epochs=2", "--report", report.toString()));
    assertEquals(0, short_.status(), short_.err());
    double first = loss(run.out(), 0);
    double last = loss(run.out(), 39);
    assertTrue(last < 0.02 && last < first / 20, run.out());
    JsonNode findings = JsonMapper.shared().readTree(report.toFile()).get("findings");
    assertTrue(findings.get("spikes").doubleValue() > 0);
    assertTrue(findings.get("meanChangeOfAnInputWeight").doubleValue() > 0);
    assertTrue(Files.size(folder.resolve("correlation-neurons.png")) > 1000);
  }

  private static double loss(String out, int line) {
    String text = out.lines().toList().get(line);
    return Double.parseDouble(text.replaceAll(".*test loss ([0-9.]+),.*", "$1"));
  }

  @Test
  void weightsThatFollowCorrelationsChangeWhatTheNeuronsDo() {
    var random = new RandomStream(3);
    CorrelatedSpikes none = CorrelatedSpikes.of(random, 200, 30, 5, 50, 10, 1e-30);
    CorrelatedSpikes some = CorrelatedSpikes.of(random, 200, 30, 5, 50, 10, 0.5);
    CorrelatedSpikes again = CorrelatedSpikes.of(random, 200, 30, 5, 50, 10, 0.5);
    assertArrayEquals(none.pattern().toArray(), some.pattern().toArray());
    assertFalse(Arrays.equals(none.spikes().toArray(), some.spikes().toArray()));
    assertArrayEquals(again.spikes().toArray(), some.spikes().toArray());
    assertEquals(0, none.change(), 1e-9);
    assertTrue(some.change() > 0.01);
    assertEquals(50, 1000 * none.pattern().mean().item(), 8);
    assertArrayEquals(new int[] {200, 5}, none.spikes().shape());
  }

  @ParameterizedTest
  @CsvSource({
    "--steps=0, --steps: expected at least 1",
    "--rate=0, --rate: expected a number in",
    "--update-every=0, --update-every: expected at least 1",
    "--update-rate=-1, --update-rate: expected a positive number",
  })
  void wrongUsageIsNamed(String option, String message) {
    CommandRun run = CommandRun.of(List.of("correlation"), option);
    assertEquals(2, run.status());
    assertTrue(run.err().contains(message), run.err());
  }
}
