package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.tasks.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command prints and returns, on cases small enough to check by hand. */
class VerifyTest {
  /** Sum over time of 1, 2 and 3, 4: 4, 6; each input's gradient is that of its sum. */
  private static final String SUM =
      """
      {"format": "golden/1", "name": "decode.sum/small-1", "target": "decode.sum",
       "api": "functional", "dt": 0.001, "parameters": {"dimension": 0},
       "inputs": {"x": {"shape": [2, 1, 2], "data": [1, 2, 3, 4]}}, "initial_state": null,
       "expected": {"output": {"shape": [1, 2], "data": [4, 6]}},
       "vjp": {"cotangents": {"output": {"shape": [1, 2], "data": [1, -2]}},
               "expected": {"x": {"shape": [2, 1, 2], "data": [1, -2, 1, -2]}}},
       "rtol": 1e-4, "atol": 1e-5}
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void start() throws Exception {
    write("decode.sum", "small-1", SUM);
  }

  private Path write(String target, String variant, String json) throws Exception {
    Path file = Files.createDirectories(folder.resolve(target)).resolve(variant + ".json");
    return Files.writeString(file, json);
  }

  private int run(Object... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = new String[args.length + 1];
    all[0] = "verify";
    for (int a = 0; a < args.length; a++) {
      all[a + 1] = args[a].toString();
    }
    return Main.run(all, new PrintWriter(out), new PrintWriter(err));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void aRightCasePasses() throws Exception {
    Files.writeString(folder.resolve("manifest.json"), "[]");
    assertEquals(0, run(folder), out.toString());
    assertEquals(2, lines().size(), out.toString());
    assertTrue(lines().getFirst().startsWith("decode.sum "), out.toString());
    assertTrue(lines().getFirst().contains("1 passed, 0 failed; error 0"), out.toString());
    assertEquals("1 passed, 0 failed", lines().getLast());
    assertEquals("", err.toString());
  }

  @Test
  void aSingleFileIsACase() {
    assertEquals(0, run(folder.resolve("decode.sum/small-1.json"), folder), out.toString());
    assertEquals("1 passed, 0 failed", lines().getLast(), "the same file counts once");
  }

  @Test
  void tellsWhatDiffersFirst() throws Exception {
    assertDiffers(
        "[4, 6]", "[4, 6.001]", "output, index [0, 1]: expected 6.001, got 6.0 (without a tape)");
    assertDiffers(
        "[1, -2, 1, -2]",
        "[1, -2, 1, 2]",
        "gradient of x, step 1, index [0, 1]: expected 2.0, got -2.0 (on a tape)");
    assertDiffers(
        "[1, 2], \"data\": [4",
        "[2], \"data\": [4",
        "output: expected shape [2], got shape [1, 2] (without a tape)");
    assertDiffers(
        "[4, 6]", "[4, \"NaN\"]", "output, index [0, 1]: expected NaN, got 6.0 (without a tape)");
  }

  @Test
  void withinTheToleranceIsRight() throws Exception {
    write("decode.sum", "small-1", SUM.replace("[4, 6]", "[4, 6.0006]"));
    assertEquals(0, run(folder));
    assertTrue(lines().getFirst().contains("error 0.98 of the tolerance"), out.toString());
  }

  private void assertDiffers(String right, String wrong, String message) throws Exception {
    assertTrue(SUM.contains(right), right);
    write("decode.sum", "small-1", SUM.replace(right, wrong));
    assertEquals(1, run(folder));
    assertEquals("  failed decode.sum/small-1: " + message, lines().get(1));
    assertEquals("0 passed, 1 failed", lines().getLast());
  }

  @Test
  void malformedCasesFailAloneAndNameTheirFile() throws Exception {
    Path cut = write("decode.sum", "cut-1", SUM.substring(0, 200));
    Path list = write("decode.sum", "list-1", "[]");
    Path shape =
        write(
            "decode.sum",
            "shape-1",
            SUM.replace("small-1", "shape-1").replace("[2, 1, 2], \"data\"", "[2], \"data\""));
    Path other = write("decode.sum", "other-1", SUM.replace("golden/1", "golden/2"));
    assertEquals(1, run(folder));
    assertTrue(out.toString().contains(cut + ": unreadable JSON: "), out.toString());
    assertTrue(out.toString().contains(list + ": expected a JSON object"), out.toString());
    assertTrue(out.toString().contains("/inputs/x: expected arrays"), out.toString());
    assertTrue(Files.exists(shape));
    assertTrue(out.toString().contains(other + ": format: expected golden/1"), out.toString());
    assertEquals("1 passed, 4 failed", lines().getLast());
  }

  @Test
  void whatIsExpectedButNotGivenFailsAndUnknownTargetsAreUnsupported() throws Exception {
    write(
        "decode.sum",
        "small-1",
        SUM.replace(
            "{\"output\": {\"shape\": [1, 2], \"data\": [4, 6]}}",
            "{\"output\": {\"shape\": [1, 2], \"data\": [4, 6]}, \"mood\": 1}"));
    write("decode.sun", "small-1", SUM.replace("decode.sum", "decode.sun"));
    assertEquals(1, run(folder));
    assertTrue(
        out.toString()
            .contains("failed decode.sum/small-1: expects what decode.sum does not give: mood"),
        out.toString());
    assertTrue(out.toString().contains("unsupported: unknown target decode.sun"), out.toString());
    assertEquals("0 passed, 1 failed, 1 unsupported", lines().getLast());
  }

  @Test
  void aCaseThatExpectsNothingFails() throws Exception {
    write(
        "lif.feed_forward",
        "empty-1",
        """
        {"format": "golden/1", "name": "lif.feed_forward/empty-1", "target": "lif.feed_forward",
         "dt": 0.001, "rtol": 0, "atol": 0, "inputs": {}, "expected": {}, "parameters": {}}
        """);
    assertEquals(1, run(folder, "--only", "lif."));
    assertEquals("0 passed, 1 failed", lines().getLast());
  }

  @Test
  void onlySomeCases() throws Exception {
    write("decode.log_softmax", "small-1", "not a case");
    assertEquals(0, run(folder, "--only", "decode.sum/small,decode.s"));
    assertEquals("1 passed, 0 failed", lines().getLast());
  }

  @Test
  void wrongUsageIsOneLine() throws Exception {
    Path none = folder.resolve("none");
    assertUsage(none + ": expected a folder of cases or a case file, got nothing there", none);
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertUsage(
        empty + ": expected case files (TARGET/VARIANT-SEED.json), found none", folder, empty);
    assertUsage("--only lif.: no case of 1 has such a name", folder, "--only", "decode,lif.");
    Path text = Files.writeString(folder.resolve("text.json"), "{");
    assertEquals(2, run(text));
    assertTrue(
        err.toString().startsWith("sleipnir verify: " + text + ": unreadable JSON: "),
        err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals(2, run());
  }

  private void assertUsage(String message, Object... args) {
    assertEquals(2, run(args));
    assertEquals("sleipnir verify: " + message + System.lineSeparator(), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void writesAReport() throws Exception {
    write("decode.sum", "wrong-1", SUM.replace("[4, 6]", "[4, 7]").replace("small-1", "wrong-1"));
    Path file = folder.resolve("reports/report.json");
    assertEquals(1, run(folder, "--report", file));
    JsonNode report = JsonMapper.builder().build().readTree(file);
    assertEquals(1, report.get("passed").intValue());
    assertEquals(1, report.get("failed").intValue());
    assertEquals(Simd.bits(), report.get("vectorBits").intValue());
    assertFalse(report.get("sleipnir").stringValue().isEmpty());
    assertTrue(report.get("date").stringValue().matches("\\d{4}-\\d\\d-\\d\\dT.*Z"));
    JsonNode wrong = report.at("/targets/0/cases/1");
    assertEquals("decode.sum/wrong-1", wrong.get("name").stringValue());
    assertEquals("FAILED", wrong.get("verdict").stringValue());
    assertEquals(1.0, wrong.get("absoluteError").doubleValue());
    assertTrue(wrong.get("message").stringValue().startsWith("output, index [0, 1]"));
  }

  @Test
  void everyTargetIsKnownByName() {
    assertEquals(92, Targets.names().size());
  }
}
