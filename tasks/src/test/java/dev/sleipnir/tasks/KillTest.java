package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A training that is killed at random moments and resumed until it is done leaves what one leaves
 * that was not: {@code -Dsleipnir.kills=100} kills more often.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("sleipnir.kills", 3);

  @TempDir Path folder;

  private static List<String> options(Path files) {
    return List.of(
            "mnist --dataset strokes --train-samples 8 --test-samples 8 --steps 12 --batch-size 4"
                + " --epochs 6 --patience 3 --learning-rate 2e-3 --optimizer adamw --encoder poisson"
                + " --input-scale 8 --clip-norm 1 --threads 1 --quiet --checkpoint "
                + files.resolve("run.ckpt")
                + " --report "
                + files.resolve("run.json"))
        .getFirst()
        .lines()
        .flatMap(line -> List.of(line.split(" ", -1)).stream())
        .toList();
  }

  @Test
  void killedAtRandomMomentsAndResumedItEndsAsIfItHadNotBeen() throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    Path parts = Files.createDirectory(folder.resolve("parts"));
    long start = System.nanoTime();
    Child uninterrupted = new Child(folder.resolve("out"));
    assertEquals(0, uninterrupted.run(options(whole)), uninterrupted::text);
    long takes = (System.nanoTime() - start) / 1_000_000;
    Random random = new Random(System.nanoTime());
    int kills = 0;
    int complete = 0;
    while (kills < KILLS || complete == 0) {
      List<String> command = new ArrayList<>(options(parts));
      if (Files.exists(parts.resolve("run.ckpt"))) {
        command.add("--resume");
      }
      Child child = new Child(folder.resolve("out"));
      Process process = child.start(command);
      if (kills < KILLS && !process.waitFor(random.nextLong(takes), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        kills++;
        continue;
      }
      assertEquals(0, process.waitFor(), child::text);
      complete++;
      assertSame(whole, parts);
      for (Path file : files(parts)) {
        Files.delete(file);
      }
    }
    System.out.println(kills + " kills, " + complete + " trainings completed");
  }

  /** The same files, nothing else, with the same bytes except for the times in the report. */
  private static void assertSame(Path whole, Path parts) throws IOException {
    List<String> names = files(whole).stream().map(f -> f.getFileName().toString()).toList();
    assertEquals(List.of("run-curve.png", "run-raster.png", "run.ckpt", "run.json"), names);
    assertEquals(names, files(parts).stream().map(f -> f.getFileName().toString()).toList());
    for (String name : names) {
      if (name.endsWith(".json")) {
        assertEquals(report(whole.resolve(name)), report(parts.resolve(name)));
      } else {
        assertArrayEquals(
            Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(parts.resolve(name)), name);
      }
    }
  }

  private static String report(Path file) throws IOException {
    JsonNode report = JsonMapper.shared().readTree(Files.readString(file));
    for (JsonNode row : report.get("epochs")) {
      ((ObjectNode) row).remove(List.of("trainImagesPerSecond", "testImagesPerSecond"));
    }
    return report.toString().replace(String.valueOf(file.getParent()), "");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
