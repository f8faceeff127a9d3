package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The command: a simulation that is killed and resumed gives the report of one that was not. */
class SimulateKillTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(List<String> args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(
        args.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private List<String> simulate(double seconds, String name, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                ("simulate brunel_ai --neurons 200 --seed 3 --snapshot-every 0 --quiet --seconds "
                        + seconds)
                    .split(" ")));
    args.addAll(List.of("--snapshot", folder.resolve(name + ".snapshot").toString()));
    args.addAll(List.of("--report", folder.resolve(name + ".json").toString()));
    args.addAll(List.of(more));
    return args;
  }

  private JsonNode report(String name) {
    JsonNode report = JsonMapper.shared().readTree(folder.resolve(name + ".json"));
    ((ObjectNode) report).remove(List.of("secondsToBuild", "secondsPerSecond", "threads"));
    return report;
  }

  private void awaitSnapshot(Child child, String name) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    Path file = folder.resolve(name + ".snapshot");
    while (!Files.exists(file) && System.nanoTime() < until) {
      Thread.sleep(5);
    }
    assertTrue(Files.exists(file), child::text);
  }

  @Test
  void killedAndResumedItGivesTheSameReport() throws Exception {
    Child child = new Child(folder.resolve("out"));
    Process process = child.start(simulate(10_000, "parts", "--threads", "2"));
    awaitSnapshot(child, "parts");
    process.destroyForcibly().waitFor();
    assertTrue(Files.notExists(folder.resolve("parts.json")));
    assertEquals(0, run(simulate(0.001, "parts", "--resume")), err.toString());
    assertTrue(out.toString().contains("All of it is in the snapshot."), out.toString());
    double reached = report("parts").get("seconds").doubleValue();
    assertTrue(reached >= 0.01, out.toString());
    Path[] plots = {folder.resolve("parts.png"), folder.resolve("whole.png")};
    double end = reached + 0.1;
    assertEquals(0, run(simulate(end, "parts", "--resume", "--plot", "" + plots[0])), "" + err);
    assertEquals(0, run(simulate(end, "whole", "--plot", "" + plots[1])), "" + err);
    assertEquals(report("whole"), report("parts"));
    assertArrayEquals(Files.readAllBytes(plots[0]), Files.readAllBytes(plots[1]));
  }

  @Test
  void whatIsInterruptedEndsWithItsResults() throws Exception {
    Child child = new Child(folder.resolve("out"));
    Process process = child.start(simulate(10_000, "parts"));
    awaitSnapshot(child, "parts");
    process.destroy(); // SIGTERM: ends as Ctrl-C does
    assertNotEquals(0, process.waitFor());
    assertTrue(child.output().contains("Interrupted after "), child::text);
    JsonNode parts = report("parts");
    assertTrue(parts.get("interrupted").booleanValue(), parts.toString());
    double reached = parts.get("seconds").doubleValue();
    assertEquals(0, run(simulate(reached, "whole")), err.toString());
    assertEquals(report("whole").get("populations"), parts.get("populations"));
  }

  private List<String> digits(int images, String name, String... more) {
    String options =
        "simulate diehl-cook --dataset strokes --test 8 --neurons 5 --snapshot-every 0 --images "
            + images
            + " --snapshot "
            + folder.resolve(name + ".snapshot")
            + " --report "
            + folder.resolve(name + ".json");
    List<String> args = new ArrayList<>(List.of(options.split(" ")));
    args.addAll(List.of(more));
    return args;
  }

  private JsonNode digitsReport(String name) {
    JsonNode report = JsonMapper.shared().readTree(folder.resolve(name + ".json"));
    ((ObjectNode) report).remove(List.of("secondsToLearn", "secondsInAll"));
    return report;
  }

  @Test
  void digitsAreLearnedOnWhereTheyWereKilled() throws Exception {
    Child child = new Child(folder.resolve("out"));
    Process process = child.start(digits(60, "parts"));
    awaitSnapshot(child, "parts");
    process.destroyForcibly().waitFor();
    assertRefused(
        2, "--images: expected 60 as in the snapshot, got 61", digits(61, "parts", "--resume"));
    List<String> faster = digits(60, "parts", "--resume", "--learning-rate", "0.1");
    assertRefused(2, "--learning-rate: expected 0.05 as in the snapshot, got 0.1", faster);
    assertEquals(0, run(digits(60, "parts", "--resume", "--threads", "2")), err.toString());
    assertEquals(0, run(digits(60, "whole", "--threads", "1")), err.toString());
    assertEquals(digitsReport("whole"), digitsReport("parts"));
  }

  @Test
  void digitsThatAreInterruptedAreKept() throws Exception {
    Child child = new Child(folder.resolve("out"));
    Process process = child.start(digits(3000, "parts"));
    awaitSnapshot(child, "parts");
    process.destroy();
    assertNotEquals(0, process.waitFor());
    assertTrue(child.output().contains("; --resume goes on from "), child::text);
    assertTrue(Files.notExists(folder.resolve("parts.json")));
  }

  /** What is kept is of another network. */
  private List<String> other(String option, String value) {
    List<String> args = simulate(0.02, "kept", "--resume");
    args.set(args.indexOf(option) + 1, value);
    return args;
  }

  private void assertRefused(int status, String message, List<String> args) {
    assertEquals(status, run(args), out.toString());
    assertTrue(err.toString().contains(message), err.toString());
  }

  @Test
  void whatCannotBeKeptIsRefused() throws IOException {
    assertRefused(2, "found none at", simulate(0.01, "none", "--resume"));
    assertEquals(0, run(simulate(0.01, "kept")), err.toString());
    byte[] before = Files.readAllBytes(folder.resolve("kept.snapshot"));
    assertRefused(2, "--resume goes on from it, --force replaces it", simulate(0.01, "kept"));
    assertRefused(1, "seed: expected 4, got 3", other("--seed", "4"));
    assertRefused(1, "population e: neurons: expected 240, got 160", other("--neurons", "300"));
    assertEquals(
        List.of(before.length, java.util.Arrays.hashCode(before)),
        List.of(
            (int) Files.size(folder.resolve("kept.snapshot")),
            java.util.Arrays.hashCode(Files.readAllBytes(folder.resolve("kept.snapshot")))));
    assertEquals(0, run(simulate(0.01, "kept", "--force")), err.toString());
    List<String> cuba = List.of("simulate", "cuba", "--resume");
    assertRefused(2, "--resume: expected --snapshot FILE to resume from, got none", cuba);
  }
}
