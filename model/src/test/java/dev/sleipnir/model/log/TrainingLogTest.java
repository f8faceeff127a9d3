package dev.sleipnir.model.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
  /** One transparent pixel. */
  private static final byte[] PIXEL =
      HexFormat.of()
          .parseHex(
              "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
                  + "0000000b4944415478da63fcff1f0003030200efa37c9f0000000049454e44ae426082");

  @TempDir Path folder;

  private static Map<String, Double> values(double loss, double accuracy) {
    return new TreeMap<>(Map.of("test/loss", loss, "test/accuracy", accuracy));
  }

  @Test
  void aTableIsContinuedWithItsColumns() throws Exception {
    Path file = folder.resolve("new/run.csv");
    try (TrainingLog log = TrainingLog.open(file)) {
      log.scalars(1, values(0.5, Double.NaN));
      assertEquals(2, Files.readAllLines(file).size(), "written at once");
    }
    try (TrainingLog log = TrainingLog.open(file)) {
      log.scalars(2, values(0.25, 0.9));
      var e = assertThrows(IllegalArgumentException.class, () -> log.scalars(3, Map.of("a", 1.)));
      assertEquals(
          file + ": expected the columns step,test/accuracy,test/loss, got step,a", e.getMessage());
      log.histogram("w", 2, new float[] {1});
    }
    assertEquals(
        List.of("step,test/accuracy,test/loss", "1,,0.5", "2,0.9,0.25"), Files.readAllLines(file));
  }

  @Test
  void namesOfColumnsAreQuoted() throws Exception {
    Path file = folder.resolve("run.CSV");
    try (TrainingLog log = TrainingLog.open(file)) {
      log.scalars(1, Map.of("a,\"b\"", 1.));
    }
    assertEquals("step,\"a,\"\"b\"\"\"", Files.readAllLines(file).getFirst());
  }

  @Test
  void linesOfJson() throws Exception {
    Path file = folder.resolve("run.jsonl");
    for (int run = 1; run <= 2; run++) {
      try (TrainingLog log = TrainingLog.open(file)) {
        log.scalars(run, Map.of("a\"\n", run == 1 ? 1.5 : Double.POSITIVE_INFINITY));
      }
    }
    assertEquals(
        List.of("{\"step\":1,\"a\\\"\\n\":1.5}", "{\"step\":2,\"a\\\"\\n\":null}"),
        Files.readAllLines(file));
  }

  private List<Path> eventFiles() throws Exception {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void eventsAreRead() throws Exception {
    float[] weights = {-1, 0, 0.25f, 3, Float.NaN};
    try (TrainingLog log = TrainingLog.open(folder)) {
      log.scalars(300, values(0.5, 0.9));
      log.histogram("weights", 300, weights);
      log.image("picture", 301, PIXEL);
      log.histogram("nothing", 301, new float[0]);
      log.histogram("constant", 301, new float[] {2, 2});
      // There while the log is open.
      assertEquals(5, EventFile.records(eventFiles().getFirst()).size());
    }
    List<byte[]> records = EventFile.records(eventFiles().getFirst());
    assertEquals("brain.Event:2", EventFile.text(records.get(0), 3));
    double now = System.currentTimeMillis() / 1e3;
    for (byte[] record : records) {
      assertEquals(now, (Double) EventFile.field(record, 1), 100);
    }
    assertEquals(300L, EventFile.field(records.get(1), 2));
    List<Object> scalars =
        EventFile.fields(EventFile.inner(records.get(1), 5)).getOrDefault(1, List.of());
    assertEquals("test/accuracy", EventFile.text((byte[]) scalars.get(0), 1));
    assertEquals(0.9f, EventFile.field((byte[]) scalars.get(0), 2));
    assertEquals("test/loss", EventFile.text((byte[]) scalars.get(1), 1));
    byte[] value = EventFile.inner(EventFile.inner(records.get(2), 5), 1);
    assertEquals("weights", EventFile.text(value, 1));
    byte[] histogram = EventFile.inner(value, 5);
    double[] moments = {-1, 3, 4, 2.25, 10.0625};
    for (int f = 0; f < moments.length; f++) {
      assertEquals(moments[f], EventFile.field(histogram, f + 1));
    }
    double[] limits = EventFile.reals(histogram, 6);
    double[] counts = EventFile.reals(histogram, 7);
    assertEquals(3, limits[limits.length - 1]);
    assertEquals(4, Arrays.stream(counts).sum());
    assertEquals(1, counts[0]);
    assertEquals(1, counts[counts.length - 1]);
    byte[] image = EventFile.inner(EventFile.inner(EventFile.inner(records.get(3), 5), 1), 4);
    assertEquals(1L, EventFile.field(image, 1));
    assertEquals(1L, EventFile.field(image, 2));
    assertArrayEquals(PIXEL, EventFile.inner(image, 4));
    byte[] constant = EventFile.inner(EventFile.inner(EventFile.inner(records.get(4), 5), 1), 5);
    assertArrayEquals(new double[] {2}, EventFile.reals(constant, 6));
    assertArrayEquals(new double[] {2}, EventFile.reals(constant, 7));
  }

  @Test
  void logsOfOneSecondHaveTheirOwnFiles() throws Exception {
    try (TrainingLog first = TrainingLog.tensorBoard(folder);
        TrainingLog second = TrainingLog.tensorBoard(folder)) {
      first.scalars(1, values(1, 1));
      second.scalars(1, values(1, 1));
    }
    assertEquals(2, eventFiles().size());
  }

  @Test
  void whatIsNoPngIsRefused() throws Exception {
    try (TrainingLog log = TrainingLog.tensorBoard(folder)) {
      var e = assertThrows(IllegalArgumentException.class, () -> log.image("x", 1, new byte[100]));
      assertEquals("x: expected a PNG file, got other bytes", e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> log.image("x", 1, new byte[0]));
    }
    assertEquals(1, EventFile.records(eventFiles().getFirst()).size());
  }

  @Test
  void aFileIsNoFolderForEvents() throws Exception {
    Path file = Files.writeString(folder.resolve("notes"), "kept");
    var e = assertThrows(IOException.class, () -> TrainingLog.open(file));
    assertEquals(file + ": expected a folder, got a file", e.getMessage());
    assertEquals("kept", Files.readString(file));
  }

  /** The check value that the catalogues of checksums give. */
  @Test
  void theReaderOfThisTestKnowsTheChecksum() {
    assertEquals(0xe3069283, EventFile.crc32c("123456789".getBytes(StandardCharsets.US_ASCII)));
  }
}
