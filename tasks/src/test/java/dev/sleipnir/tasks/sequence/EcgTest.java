package dev.sleipnir.tasks.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.TensorDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EcgTest {
  private static final int STEPS = 21;

  @TempDir private Path folder;

  private static void element(ByteArrayOutputStream out, int type, byte[] bytes) {
    ByteBuffer tag = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(tag.putInt(type).putInt(bytes.length).array());
    out.writeBytes(bytes);
    out.writeBytes(new byte[(8 - bytes.length % 8) % 8]);
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  /** An array [recordings, steps, last], written by columns, of bytes. */
  private static void array(
      ByteArrayOutputStream out, String name, int recordings, int last, byte[][][] of) {
    byte[] bytes = new byte[recordings * STEPS * last];
    int at = 0;
    for (int k = 0; k < last; k++) {
      for (int t = 0; t < STEPS; t++) {
        for (int n = 0; n < recordings; n++) {
          bytes[at++] = of[n][t][k];
        }
      }
    }
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    element(parts, 6, ints(8, 0));
    element(parts, 5, ints(recordings, STEPS, last));
    element(parts, 1, name.getBytes(StandardCharsets.US_ASCII));
    element(parts, 1, bytes);
    element(out, 14, parts.toByteArray());
  }

  /** Recordings in which an event begins one of two waves; the first steps are not marked. */
  private void write(String name, int recordings, int channels) throws IOException {
    byte[][][] x = new byte[recordings][STEPS][channels];
    byte[][][] y = new byte[recordings][STEPS][6];
    RandomStream random = new RandomStream(recordings);
    for (int n = 0; n < recordings; n++) {
      int wave = 1;
      for (int t = 0; t < STEPS; t++) {
        if (random.nextInt(4) == 0) {
          wave = 1 + random.nextInt(2);
          x[n][t][wave - 1] = 1;
        }
        y[n][t][wave] = (byte) (t < 3 ? 0 : 1);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer header = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    header.putShort(124, (short) 0x100).putShort(126, (short) ('M' << 8 | 'I'));
    out.writeBytes(header.array());
    array(out, "x", recordings, channels, x);
    array(out, "y", recordings, 6, y);
    Files.write(folder.resolve(name), out.toByteArray());
  }

  private void both() throws IOException {
    write("QTDB_train.mat", 96, 4);
    write("QTDB_test.mat", 20, 4);
  }

  @Test
  void tellsWaves() throws IOException {
    both();
    Path report = folder.resolve("report.json");
    CommandRun.done(
        "ecg",
        "--data=" + folder,
        "--marked-only",
        "--quiet",
        "--epochs=8",
        "--batch-size=8",
        "--learning-rate=0.03",
        "--hidden=33",
        "--report=" + report);
    JsonNode read = JsonMapper.builder().build().readTree(report.toFile());
    assertTrue(read.at("/epochs/7/testAccuracy").doubleValue() > 0.75, read.toString());
    assertEquals(2, read.at("/findings/recall").size(), read.toString());
    assertEquals(STEPS, read.at("/setup/steps").intValue());
  }

  @Test
  void whatIsNotMarkedIsTheFirstWaveOrLeftOut() throws IOException {
    both();
    RandomStream none = new RandomStream(0);
    for (boolean markedOnly : new boolean[] {false, true}) {
      EcgRecordings recordings = EcgRecordings.load(folder, markedOnly);
      assertEquals(96, recordings.train().size());
      float[] marks = recordings.test().item(7, none).target().toArray();
      assertEquals(markedOnly ? 0 : 1, marks[2 * 6]);
      assertEquals(1, marks[3 * 6 + 1] + marks[3 * 6 + 2]);
    }
  }

  @Test
  void damagedDataAreNamed() throws IOException {
    both();
    write("QTDB_test.mat", 20, 3);
    Path test = folder.resolve("QTDB_test.mat");
    assertEquals(
        "sleipnir: " + test + ": expected x, [recordings, steps, 4], got [20, 21, 3] of INT8",
        CommandRun.refused(1, "ecg", "--data=" + folder));
    byte[] bytes = Files.readAllBytes(folder.resolve("QTDB_train.mat"));
    bytes[bytes.length - 5] = 3; // the last mark
    Files.write(test, bytes);
    String message = CommandRun.refused(1, "ecg", "--data=" + folder);
    assertTrue(message.startsWith("sleipnir: " + test + ": expected at most one 1"), message);
    Files.write(test, new byte[300]);
    message = CommandRun.refused(1, "ecg", "--data=" + folder);
    assertTrue(message.startsWith("sleipnir: MAT " + test + ": expected the header"), message);
    Files.delete(test);
    message = CommandRun.refused(1, "ecg", "--data=" + folder);
    assertTrue(
        message.startsWith(
            "sleipnir: Electrocardiograms: expected QTDB_train.mat and QTDB_test.mat"),
        message);
    assertEquals(
        "sleipnir ecg: --hidden: expected at least 1, got 0",
        CommandRun.refused(2, "ecg", "--hidden=0"));
  }

  @Test
  void theRecordings() throws IOException {
    EcgRecordings recordings = EcgRecordings.load(CommandRun.realData("ecg-qtdb"), false);
    assertEquals(1301, recordings.steps());
    assertEquals(618, recordings.train().size());
    assertEquals(141, recordings.test().size());
    TensorDataset test = recordings.test();
    double first = 0;
    for (int n = 0; n < test.size(); n++) {
      float[] marks = test.item(n, new RandomStream(0)).target().toArray();
      for (int row = 0; row < marks.length; row += 6) {
        first += marks[row];
      }
    }
    assertEquals(0.2355, first / test.size() / 1301, 1e-4);
  }
}
