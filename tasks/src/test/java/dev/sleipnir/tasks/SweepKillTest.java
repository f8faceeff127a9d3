package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** The command: a sweep that is killed and resumed gives the table of one that was not. */
class SweepKillTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(List<String> args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(
        args.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private static List<String> sweep(Path into, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                ("sweep mnist --grid learning-rate=1e-3,2e-3 optimizer=adam,lion,newton.txt"
                        + " --parallel 2 --quiet --out "
                        + into)
                    .split(" ")));
    args.addAll(List.of(more));
    args.addAll(
        List.of(
            ("-- --dataset strokes --train-samples 8 --test-samples 8 --steps 12 --batch-size 4"
                    + " --epochs 3")
                .split(" ")));
    return args;
  }

  private static String tables(Path of) throws IOException {
    StringBuilder texts = new StringBuilder();
    for (String name : List.of("table.csv", "table.json", "table.md")) {
      texts.append(Files.readString(of.resolve(name)));
    }
    return texts.toString();
  }

  @Test
  void killedAndResumedItGivesTheSameTable() throws Exception {
    Path parts = folder.resolve("parts");
    Child child = new Child(folder.resolve("out"));
    Process process = child.start(sweep(parts));
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!Files.exists(parts.resolve("0001/result.json")) && System.nanoTime() < until) {
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor();
    assertTrue(Files.exists(parts.resolve("0001/result.json")), child::text);
    long before = Files.getLastModifiedTime(parts.resolve("0001/result.json")).toMillis();
    assertEquals(1, run(sweep(parts, "--resume")), err.toString());
    assertEquals(before, Files.getLastModifiedTime(parts.resolve("0001/result.json")).toMillis());
    Path whole = folder.resolve("whole");
    assertEquals(1, run(sweep(whole)), err.toString());
    assertEquals(tables(whole), tables(parts));
    assertEquals(2, err.toString().lines().count(), err.toString());
    assertTrue(
        err.toString().contains("Trial 3 (learning-rate=1e-3 optimizer=newton.txt) failed: "),
        err.toString());
    assertTrue(err.toString().contains("found none at newton.txt"), err.toString());
    assertTrue(out.toString().startsWith("Best of 4: trial "), out.toString());
    assertTrue(
        out.toString().contains("Again: sleipnir mnist --dataset strokes --train-samples 8"),
        out.toString());
    assertEquals(2, run(sweep(whole)));
    assertTrue(err.toString().contains("--resume goes on with it"), err.toString());
  }

  private void assertRefused(String message, String line) {
    assertEquals(2, run(List.of(line.split(" "))), line + err);
    assertTrue(err.toString().contains(message), err.toString());
  }

  @Test
  void whatCannotBeSweptIsRefused() {
    String to = " --out " + folder.resolve("none");
    assertRefused("unknown task 'mnits'; expected one of ", "sweep mnits --grid seed=1" + to);
    assertRefused("without --report", "sweep models --grid seed=1" + to);
    assertRefused("expected --grid or --random, got neither", "sweep mnist" + to);
    assertRefused("expected an option of mnist, got 'sede'", "sweep mnist --grid sede=1" + to);
    assertRefused("seed=x", "sweep mnist --grid seed=1,x" + to);
    assertRefused("expected a number of draws", "sweep mnist --random seed=1..2 a=1..2" + to);
    assertRefused("--report: expected none", "sweep mnist --grid seed=1" + to + " -- --report f");
    assertRefused("found none", "sweep mnist --grid seed=1 --resume" + to);
    assertRefused("--parallel: expected at least 1", "sweep mnist --parallel 0 --grid seed=1" + to);
    assertTrue(Files.notExists(folder.resolve("none")));
  }
}
