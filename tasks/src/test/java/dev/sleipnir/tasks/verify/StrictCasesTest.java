package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases that would let anything pass, or nothing be checked, count as failed. */
class StrictCasesTest {
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

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  private Path write(String name, String json) throws Exception {
    Path file = folder.resolve(name + ".json");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"rtol\": 1e-4 | \"rtol\": -1 | rtol: expected a number >= 0 and below 1, got -1",
        "\"rtol\": 1e-4 | \"rtol\": 1 | rtol: expected a number >= 0 and below 1, got 1",
        "\"rtol\": 1e-4 | \"rtol\": 1e999 | rtol: expected a number, got ",
        "\"rtol\": 1e-4 | \"rtol\": \"NaN\" | rtol: expected a number, got \"NaN\"",
        "\"rtol\": 1e-4 | \"rtol\": \"Infinity\" | rtol: expected a number, got",
        "\"rtol\": 1e-4, \"atol\": 1e-5 | \"rtol\": 1e-4 | atol: expected a number",
        "\"rtol\": 1e-4, \"atol\": 1e-5 | \"rtol\": 0, \"atol\": 1e300 | atol: expected a number >= 0",
        "\"rtol\": 1e-4 | \"rtol\": 1e-4, \"rtol\": 0.9 | unreadable JSON: Duplicate",
        "\"rtol\": 1e-4 | \"rtol\": 1e-4, \"mood\": 3 | mood: unknown key; expected one of api",
        "\"dt\": 0.001 | \"dt\": -1 | dt: expected a positive number, got -1",
        "\"dimension\": 0 | \"dimension\": 0, \"tau\": 1 | parameters.tau: unknown key",
        "small-1 | small-2 | name: expected that of the file, decode.sum/small-1, got",
        "\"target\": \"decode.sum\" | \"target\": \"decode.log_softmax\" | target: expected that of",
        "\"api\": \"functional\" | \"api\": \"fun\" | api: expected functional, cell or layer, got fun",
        "{\"output\": {\"shape\": [1, 2], \"data\": [4, 6]}} | {} | expected: nothing to compare with",
        "{\"shape\": [1, 2], \"data\": [4, 6]} | {\"shape\": [0], \"data\": []} | expected at least one",
        "{\"shape\": [1, 2], \"data\": [4, 6]} | {\"shape\": [65536, 65536], \"data\": []} | that fit",
        "{\"shape\": [1, 2], \"data\": [4, 6]} | {\"shape\": [1.5, 2], \"data\": [4, 6]} | sizes >= 0",
        "{\"shape\": [1, 2], \"data\": [4, 6]} | {\"shape\": [1, 2], \"data\": [4, true]} | a number",
        "{\"shape\": [1, 2], \"data\": [4, 6]} | {\"shape\": [1, 2], \"data\": [4, 1e999]} | a number",
        "\"data\": [4, 6]} | \"data\": [4, 6], \"dtype\": 1} | expected shape and data alone",
        "\"initial_state\": null | \"initial_state\": {\"v\": 1} | gives what decode.sum does not take",
        "[1, 2, 3, 4]}} | [1, 2, 3, 4]}, \"y\": 1} | does not take: /inputs/y",
        "{\"output\": {\"shape\": [1, 2], \"data\": [1, -2]}} | {} | vjp.cotangents: expected at least",
        "{\"x\": {\"shape\": [2, 1, 2], \"data\": [1, -2, 1, -2]}} | {} | vjp.expected: expected at",
        "{\"x\": {\"shape\": [2, 1, 2], \"data\": [1, -2, 1, -2]}} | {\"q\": 0} | got no /inputs/q",
        "{\"x\": {\"shape\": [2, 1, 2], \"data\": [1, -2, 1, -2]}} | {\"x\": 0} | expected shape [2, 1, 2]",
        "\"dimension\": 0 | \"dimension\": 9 | failed decode.sum/small-1: cannot be computed: ",
      })
  void whatChecksNothingFails(String right, String wrong, String message) throws Exception {
    assertTrue(SUM.contains(right), right);
    write("decode.sum/small-1", SUM.replace(right, wrong));
    write("decode.sum/other-1", SUM.replace("small-1", "other-1"));
    assertEquals(1, run("verify", folder.toString()), out.toString());
    assertTrue(out.toString().contains(message), out.toString());
    assertTrue(out.toString().contains("1 passed, 1 failed"), "the others are run: " + out);
    assertFalse(out.toString().contains("Exception"), out.toString());
  }

  @Test
  void aCaseCountsOnce() throws Exception {
    write("a/decode.sum/small-1", SUM);
    write("b/decode.sum/small-1", SUM);
    assertEquals(1, run("verify", folder.toString()));
    assertTrue(out.toString().contains("expected each case once, got it in "), out.toString());
    assertTrue(out.toString().endsWith("1 passed, 1 failed" + System.lineSeparator()));
  }

  @Test
  void deepAndEndlessFilesFailAlone() throws Exception {
    write("decode.sum/deep-1", "[".repeat(200_000));
    write("decode.sum/nested-1", "{\"a\":".repeat(100_000));
    write("decode.sum/small-1", SUM);
    write("decode.sum/binary-1", "\u001b[31m\u0000\u0007");
    assertEquals(1, run("verify", folder.toString()));
    assertTrue(out.toString().contains("1 passed, 3 failed"), out.toString());
    assertEquals(5, out.toString().lines().count(), out.toString());
  }

  @Test
  void escapesAreNeverPrinted() throws Exception {
    String hostile = "\\u001b[2J\\u0007\\r\\u202e";
    write("decode.sum/small-1", SUM.replace("\"decode.sum\"", "\"decode.sum" + hostile + "\""));
    write("decode.sum/key-1", SUM.replace("\"dimension\"", "\"" + hostile + "\""));
    write("decode.sum/\u001b[31mred-1", SUM);
    assertEquals(1, run("verify", folder.toString()));
    assertTrue(out.toString().contains("0 passed, 3 failed"), out.toString());
    assertTrue(out.toString().contains("\\u001b[31mred-1"), out.toString());
    assertNoControls(out.toString());
    assertEquals(2, run("verify", folder.resolve("\u001b]0;title\u0007").toString()));
    assertNoControls(err.toString());
  }

  private static void assertNoControls(String printed) {
    assertTrue(
        printed.chars().allMatch(c -> c == '\n' || c == '\r' || !Character.isISOControl(c)),
        printed);
    assertFalse(printed.contains("\u202e"), printed);
  }

  @Test
  void aToleranceOfRandomCasesIsBounded() throws Exception {
    String random =
        """
        {"format": "golden/1", "name": "encode.poisson_step/r-1", "target": "encode.poisson_step",
         "api": "functional", "dt": 0.001, "parameters": {"f_max": 100, "samples": 100},
         "inputs": {"x": {"shape": [1], "data": [0.5]}}, "initial_state": null,
         "statistical": true, "expected": {"statistics": {"samples": 100,
           "allowed_values": {"shape": [2], "data": [0, 1]},
           "expected_mean": {"shape": [1], "data": [0.05]},
           "tolerance": {"shape": [1], "data": [0.2]}}},
         "rtol": 1e-4, "atol": 1e-5}
        """;
    write("encode.poisson_step/r-1", random);
    assertEquals(0, run("verify", folder.toString()), out.toString());
    for (String wrong : new String[] {"[-0.1]", "[\"NaN\"]", "[\"Infinity\"]", "[0.5]", "[1e9]"}) {
      write("encode.poisson_step/r-1", random.replace("[0.2]", wrong));
      assertEquals(1, run("verify", folder.toString()), wrong);
    }
    write("encode.poisson_step/r-1", random.replace("\"samples\": 100", "\"samples\": 2000000000"));
    assertEquals(1, run("verify", folder.toString()));
    assertTrue(out.toString().contains("values in all samples"), out.toString());
  }

  @Test
  void aFileWithoutSuffixIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("case"), SUM);
    assertEquals(1, run("verify", file.toString()));
    assertTrue(out.toString().contains("name: expected that of the file"), out.toString());
  }
}
