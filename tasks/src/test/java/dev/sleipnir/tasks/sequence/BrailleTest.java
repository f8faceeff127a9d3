package dev.sleipnir.tasks.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BrailleTest {
  private static final int STEPS = 13;

  @TempDir private Path folder;

  private void write(String name, long[] values, int... shape) throws IOException {
    Npy.write(
        folder.resolve("braille_" + name + "_u8.npy"), NDArray.of(values, shape).as(DType.UINT8));
  }

  /** Two letters, of which each presses a sensor of its own; the last step is filled up. */
  @BeforeEach
  void letters() throws IOException {
    int count = 100;
    long[] levels = new long[count * STEPS * 12];
    long[] labels = new long[count];
    long[] lengths = new long[count];
    long[] repetitions = new long[count];
    RandomStream random = new RandomStream(1);
    for (int n = 0; n < count; n++) {
      labels[n] = 3L * (n % 2);
      lengths[n] = n % 3 == 0 ? STEPS - 1 : STEPS;
      repetitions[n] = n / 2;
      for (int t = 0; t < lengths[n]; t++) {
        for (int c = 0; c < 12; c++) {
          int pressed = c == n % 2 && t > 3 ? 90 : 0;
          levels[(n * STEPS + t) * 12 + c] = 250L - pressed - random.nextInt(3);
        }
      }
    }
    write("taxel", levels, count, STEPS, 12);
    write("labels", labels, count);
    write("lengths", lengths, count);
    write("repetition", repetitions, count);
  }

  private String[] args(String... more) {
    List<String> all = new ArrayList<>(List.of("braille", "--data", folder.toString(), "--quiet"));
    all.addAll(List.of("--batch-size", "8", "--schedule", "constant"));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  @Test
  void readsTwoLetters() throws IOException {
    Path report = folder.resolve("report.json");
    String out =
        CommandRun.done(
                args("--epochs", "6", "--learning-rate", "0.02", "--report", report.toString()))
            .out();
    assertTrue(out.contains("epoch 6/6") && out.contains(" of 20 "), out);
    JsonNode read = JsonMapper.builder().build().readTree(report.toFile());
    assertTrue(read.at("/epochs/5/testAccuracy").doubleValue() >= 0.9, read.toString());
    assertEquals(2, read.at("/findings/recall").size());
    assertTrue(read.at("/findings/recall/C").doubleValue() >= 0.8, read.toString());
    for (String picture : new String[] {"curve", "raster", "confusion"}) {
      assertTrue(Files.size(folder.resolve("report-" + picture + ".png")) > 0);
    }
  }

  @Test
  void readsEvents() {
    String out =
        CommandRun.done(args("--encoding", "events", "--threshold", "5", "--epochs", "1")).out();
    assertTrue(out.contains("epoch 1/1"), out);
  }

  @Test
  void resumesAsIfItHadNotBeenInterrupted() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    CommandRun.done(args("--epochs", "2", "--checkpoint", whole.toString()));
    CommandRun.done(args("--epochs", "1", "--checkpoint", parts.toString(), "--threads", "1"));
    CommandRun.done(args("--epochs", "2", "--checkpoint", parts.toString(), "--resume"));
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));
    String other =
        CommandRun.refused(
            1, args("--checkpoint", parts.toString(), "--resume", "--encoding", "events"));
    assertTrue(other.contains("data: expected sha256"), other);
  }

  @Test
  void optionsInRange() {
    assertEquals(
        "sleipnir braille: --hidden: expected at least 1, got 0",
        CommandRun.refused(2, args("--hidden", "0")));
    assertEquals(
        "sleipnir braille: --threshold: expected --encoding events beside it, got frames",
        CommandRun.refused(2, args("--threshold", "2")));
  }

  @Test
  void damagedDataAreNamed() throws IOException {
    write("labels", new long[] {27, 0}, 2);
    assertEquals(
        "sleipnir: "
            + folder.resolve("braille_labels_u8.npy")
            + ": expected [100] whole numbers, got [2] of UINT8",
        CommandRun.refused(1, args()));
    long[] labels = new long[100];
    labels[7] = 27;
    write("labels", labels, 100);
    assertEquals(
        "sleipnir: " + folder.resolve("braille_labels_u8.npy") + ": expected 0 to 26, got 27 at 7",
        CommandRun.refused(1, args()));
    write("labels", new long[100], 100);
    write("repetition", new long[100], 100);
    assertTrue(CommandRun.refused(1, args()).endsWith("after number 40, got 100 and 0"));
    write("taxel", new long[22], 1, 2, 11);
    assertTrue(
        CommandRun.refused(1, args()).endsWith("expected [N, steps, 12], got [1, 2, 11] of UINT8"));
    Files.delete(folder.resolve("braille_taxel_u8.npy"));
    assertTrue(CommandRun.refused(1, args()).startsWith("sleipnir: Braille letters: expected"));
  }

  @Test
  void theRecordings() throws IOException {
    BrailleLetters letters = BrailleLetters.load(CommandRun.realData("braille"));
    assertEquals(1080, letters.train().size());
    assertEquals(270, letters.test().size());
    assertEquals(76, letters.steps());
    RandomStream none = new RandomStream(0);
    int[] counts = new int[27];
    for (int n = 0; n < 270; n++) {
      counts[(int) letters.test().item(n, none).target().item()]++;
    }
    int[] ten = new int[27];
    Arrays.fill(ten, 10);
    assertArrayEquals(ten, counts);
  }
}
