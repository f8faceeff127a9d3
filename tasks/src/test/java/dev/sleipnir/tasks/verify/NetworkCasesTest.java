package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reference cases of networks: one of our own, by hand, and those of a folder. */
class NetworkCasesTest {
  /**
   * Neuron 0 climbs by 1 a step and is reset at 3; each of its spikes adds 0.5 to z of neuron 1.
   */
  private static final String CLIMB =
      """
      {"format": "network-golden/1", "name": "own/climb-1", "kind": "own", "about": "by hand",
       "units": {}, "dt": 0.5, "steps": 6,
       "populations": [
        {"name": "N", "type": "neurons", "size": 2, "parameters": {"i": [2, 0]},
         "state": [{"name": "v", "derivative": "drive + 0*t", "initial": 0},
                   {"name": "z", "derivative": null, "initial": [0, 1]}],
         "expressions": [{"name": "drive", "value": "i**1"}],
         "integration": "forward_euler", "threshold": "3 <= v", "reset": ["v = 0", "z += v + 4"],
         "refractory": null}],
       "projections": [
        {"name": "p", "source": "N", "target": "N", "pre": [0], "post": [1],
         "parameters": {"w": 0.5}, "state": [{"name": "min", "derivative": null, "initial": 2}],
         "pathways": [{"on": "pre", "delay": 1, "statements": ["z_post += w", "min *= 3"]}]}],
       "expected": {
        "spikes": {"N": {"step": [2, 5], "neuron": [0, 0]}}, "margin": 0,
        "traces": [
         {"population": "N", "variable": "v", "index": [0], "step": [0, 2, 3, 5],
          "value": [[0, 2, 0, 2]], "atol": 1e-6},
         {"population": "N", "variable": "z", "index": [0, 1], "step": [3, 4, 6],
          "value": [[4, 4, 8], [1, 1.5, 1.5]], "atol": 1e-6},
         {"projection": "p", "variable": "min", "index": [0], "step": [3, 4],
          "value": [[2, 6]], "atol": 0}]}}
      """;

  @TempDir Path folder;

  private CaseResult run(String json) throws Exception {
    Path file = folder.resolve("own").resolve("climb-1.json");
    Files.createDirectories(folder.resolve("own"));
    Files.writeString(file, json);
    return Verify.run(List.of(file)).getFirst().cases().getFirst();
  }

  @Test
  void aCaseByHand() throws Exception {
    CaseResult result = run(CLIMB);
    assertEquals(Verdict.PASSED, result.verdict(), () -> String.valueOf(result.message()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"step\": [2, 5] | \"step\": [2, 4] | spike 1 of N: expected 0 in step 4, got 0 in step 5",
        "[2, 5], \"neuron\": [0, 0] | [2], \"neuron\": [0] | spike 1 of N: expected no more, got 0",
        "[0, 2, 0, 2] | [0, 2, 0.1, 2] | N.v[0] at step 3: expected 0.1, got 0.0",
        "[2, 6] | [2, 5] | p.min[0] at step 4: expected 5.0, got 6.0",
        "\"margin\": 0 | \"mergin\": 0 | expected.mergin: unknown key",
        "\"reset\" | \"rest\" | populations.rest: unknown key",
        "{\"N\": {\"step\": [2, 5], \"neuron\": [0, 0]}} | {} | expected.spikes: expected those of N",
        "\"atol\": 0} | \"atol\": \"NaN\"} | traces.atol: expected a number >= 0",
        "own/climb-1 | own/climb-2 | name: expected that of the file, own/climb-1, got own/climb-2",
        "\"i**1\" | \"j\" | expected a defined name, got 'j'",
        "\"z_post += w\" | \"y_post += w\" | expected one of the inputs [] or the state",
        "[3, 4, 6] | [3, 4, 7] | traces: expected steps in order, up to the last",
      })
  void whatIsWrongFails(String right, String wrong, String message) throws Exception {
    assertTrue(CLIMB.contains(right), right);
    CaseResult result = run(CLIMB.replaceFirst(java.util.regex.Pattern.quote(right), wrong));
    assertEquals(Verdict.FAILED, result.verdict());
    assertTrue(
        String.valueOf(result.message()).contains(message), String.valueOf(result.message()));
  }

  /**
   * What the format may say and no case of the reference does: every method with time, several
   * pathways, coupled and continuous variables, names that mean something here, nothing at all.
   */
  @Test
  void everythingTheFormatMaySay() throws Exception {
    List<Path> files =
        Verify.files(Path.of("src/test/resources/dev/sleipnir/tasks/verify/networks"));
    assertEquals(35, files.size(), "cases found");
    AllPassed.require(Verify.run(files));
  }

  @Test
  void everyCasePasses() throws Exception {
    String golden = System.getenv("SLEIPNIR_GOLDEN_NETWORK");
    assumeTrue(golden != null, "SLEIPNIR_GOLDEN_NETWORK is not set: reference cases skipped");
    Path place = Path.of(golden);
    assertTrue(Files.isDirectory(place), () -> "SLEIPNIR_GOLDEN_NETWORK: no folder " + place);
    List<Path> files = Verify.files(place);
    assertEquals(61, files.size(), "cases found");
    AllPassed.require(Verify.run(files));
  }
}
