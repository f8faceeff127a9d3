package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training that runs out of disk or memory says so, and goes on later as if it had not. */
@Timeout(600)
class ShortageTest {
  @TempDir Path folder;

  private List<String> training(Path files, int epochs, String... more) throws IOException {
    Files.createDirectories(files);
    List<String> all =
        new ArrayList<>(
            Arrays.asList(
                ("mnist --dataset strokes --train-samples 8 --test-samples 8 --steps 12"
                        + " --batch-size 4 --threads 1 --quiet --epochs "
                        + epochs
                        + " --checkpoint "
                        + files.resolve("run.ckpt"))
                    .split(" ", -1)));
    all.addAll(List.of(more));
    return all;
  }

  private static void assertOneError(Child child, String beginning) throws IOException {
    List<String> said = child.output().lines().toList();
    assertTrue(said.getLast().startsWith(beginning), said::toString);
    assertEquals(1, said.stream().filter(line -> line.startsWith("sleipnir: ")).count());
    assertTrue(said.stream().noneMatch(line -> line.startsWith("\tat ")), said::toString);
  }

  private Child child() {
    return new Child(folder.resolve("out"));
  }

  @Test
  void afterAFullDiskAndAClockThatJumpedItGoesOn() throws Exception {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    assertEquals(0, child().run(training(whole, 2)));
    assertEquals(0, child().run(training(parts, 1)));
    Path checkpoint = parts.resolve("run.ckpt");
    byte[] before = Files.readAllBytes(checkpoint);
    Child full = child().longestFile(1000);
    assertEquals(1, full.run(training(parts, 2, "--resume")), full::text);
    assertOneError(full, "sleipnir: checkpoint: cannot write " + checkpoint);
    assertArrayEquals(before, Files.readAllBytes(checkpoint));
    try (var files = Files.list(parts)) {
      assertEquals(List.of(checkpoint), files.toList());
    }
    // By the clock of now it was written years ago, or is yet to be.
    for (long year : new long[] {1980, 2200}) {
      Path again = Files.createDirectory(folder.resolve("year" + year)).resolve("run.ckpt");
      Files.copy(checkpoint, again);
      Files.setLastModifiedTime(again, FileTime.fromMillis((year - 1970) * 31_556_952_000L));
      assertEquals(0, child().run(training(again.resolveSibling(""), 2, "--resume")));
      assertEquals(-1, Files.mismatch(whole.resolve("run.ckpt"), again));
    }
  }

  @Test
  void withoutMemoryItSaysSoAndLeavesItsCheckpoint() throws Exception {
    Path parts = folder.resolve("parts");
    assertEquals(0, child().run(training(parts, 1)));
    byte[] before = Files.readAllBytes(parts.resolve("run.ckpt"));
    Child poor = child().java("-Xmx20m").java("-XX:+UseSerialGC");
    assertEquals(1, poor.run(training(parts, 2, "--resume")), poor::text);
    assertOneError(poor, "sleipnir: out of memory: ");
    assertArrayEquals(before, Files.readAllBytes(parts.resolve("run.ckpt")));
  }
}
