package dev.sleipnir.model.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints whose checksums are right, of any content and any length. */
@Timeout(600)
class CheckpointContentTest {
  private static final int MANY = 1 << 20;

  @TempDir Path folder;

  private static Sgd optimizer() {
    return new Sgd(new Linear(2, 1).parameters().subList(0, 1), 0.1);
  }

  /** A head with one field wrong: the layout written a second time, from its description. */
  private static final class Head {
    int description = 3;
    int epoch = 1;
    int settings = 1;
    int history = 1;
    int parameters = 1;
    int axes = 2;
    int axis = 2;
    int optimizer = 3;
    long steps = 4;
    int memory = 0;
    int twice = 1;
    byte letter = 'x';
    byte[] more = {};

    byte[] bytes() throws IOException {
      var bytes = new ByteArrayOutputStream();
      var out = new DataOutputStream(bytes);
      out.writeInt(description);
      out.write(new byte[] {letter, 'y', 'z'});
      out.writeLong(-5);
      out.writeInt(epoch);
      out.writeInt(settings);
      for (int n = 0; n < twice; n++) {
        out.writeInt(1);
        out.write('a');
        out.writeInt(1);
        out.write('b');
      }
      out.writeInt(history);
      out.writeInt(1);
      out.writeInt(8);
      out.writeDouble(0.5);
      out.writeDouble(0.25);
      out.writeInt(4);
      out.writeDouble(0.75);
      out.writeDouble(0.125);
      out.writeInt(parameters);
      out.writeInt(6);
      out.write("weight".getBytes(StandardCharsets.US_ASCII));
      out.writeInt(axes);
      out.writeInt(1);
      out.writeInt(axis);
      out.writeInt(optimizer);
      out.write("sgd".getBytes(StandardCharsets.US_ASCII));
      out.writeInt(2);
      for (String[] constant : new String[][] {{"learning rate", "0.1"}, {"momentum", "0.0"}}) {
        for (String text : constant) {
          out.writeInt(text.length());
          out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
      }
      out.writeLong(steps);
      out.writeInt(memory);
      out.write(more);
      return bytes.toByteArray();
    }
  }

  private interface Change {
    void of(Head head);
  }

  private Path file(byte[] head, float... numbers) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(head);
    ByteBuffer bytes = ByteBuffer.allocate(28 + head.length + 4 * numbers.length + 4);
    bytes.put("SLEIPNIR".getBytes(StandardCharsets.US_ASCII)).putInt(2).putInt(head.length);
    bytes.putLong(4L * numbers.length).putInt((int) crc.getValue()).put(head);
    crc.reset();
    ByteBuffer values = ByteBuffer.allocate(4 * numbers.length);
    values.asFloatBuffer().put(numbers);
    crc.update(values.array());
    bytes.put(values).putInt((int) crc.getValue());
    return Files.write(folder.resolve("x.ckpt"), bytes.array());
  }

  private void assertRefused(Change change, String message) throws IOException {
    Head head = new Head();
    change.of(head);
    Path file = file(head.bytes(), 1, 2);
    var e =
        assertThrows(
            IOException.class, () -> Checkpoint.resumeOtherwise(file, optimizer()), message);
    String got = String.valueOf(e.getMessage());
    assertTrue(got.startsWith("checkpoint " + file + ": " + message), got);
  }

  @Test
  void theLayoutIsAsDescribed() throws IOException {
    Sgd optimizer = optimizer();
    Checkpoint read = Checkpoint.resumeOtherwise(file(new Head().bytes(), 1, 2), optimizer);
    assertEquals(
        new Checkpoint(
            "xyz",
            -5,
            1,
            Map.of("a", "b"),
            List.of(new EpochResult(1, 8, 0.5, 0.25, 4, 0.75, 0.125))),
        read);
    assertEquals(2, optimizer.parameters().getFirst().data()[1]);
    assertEquals(4, optimizer.steps());
  }

  @Test
  void everyFieldIsDoubted() throws IOException {
    for (int wrong : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertRefused(
          h -> h.description = wrong, "number of bytes of the description: expected 0 to ");
      assertRefused(h -> h.settings = wrong, "number of settings: expected 0 to ");
      assertRefused(h -> h.history = wrong, "number of epochs in the history: expected 0 to ");
      assertRefused(h -> h.parameters = wrong, "number of parameters: expected 0 to ");
      assertRefused(h -> h.axes = wrong, "number of axes of parameter weight: expected 0 to ");
      assertRefused(
          h -> h.optimizer = wrong, "number of bytes of the name of the optimizer: expected 0 to ");
      assertRefused(h -> h.memory = wrong, "number of optimizer arrays: expected 0 to ");
    }
    assertRefused(h -> h.epoch = -1, "epoch: expected 0 to 2147483647, got -1");
    assertRefused(h -> h.axis = -1, "size of an axis of parameter weight: expected 0 to ");
    assertRefused(h -> h.axis = Integer.MAX_VALUE, "expected 2147483647 numbers, got 8 bytes");
    assertRefused(h -> h.axis = 3, "expected 3 numbers, got 8 bytes");
    assertRefused(h -> h.steps = -1, "steps: expected at least 0, got -1");
    assertRefused(h -> h.letter = (byte) 0xff, "description: expected text in UTF-8");
    assertRefused(h -> h.more = new byte[5], "end: expected no more bytes, got 5");
    assertRefused(
        h -> {
          h.settings = 2;
          h.twice = 2;
        },
        "setting a: expected once, got it again");
  }

  @Test
  void anEndAnywhereIsNamed() throws IOException {
    byte[] whole = new Head().bytes();
    for (int length = 0; length < whole.length; length++) {
      Path file = file(java.util.Arrays.copyOf(whole, length), 1, 2);
      var e = assertThrows(IOException.class, () -> Checkpoint.read(file), "length " + length);
      assertTrue(String.valueOf(e.getMessage()).contains(": expected "), e.getMessage());
    }
  }

  /** Whatever is in a head, it is refused as an IOException or taken, and nothing is reserved. */
  @Test
  void anyBytesAreRefusedOrTaken() throws IOException {
    byte[] whole = new Head().bytes();
    Random random = new Random(1);
    int taken = 0;
    for (int n = 0; n < 3000; n++) {
      byte[] some = whole.clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        some[random.nextInt(some.length)] =
            (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
      }
      Path file = file(some, 1, 2);
      try {
        Checkpoint.resumeOtherwise(file, optimizer());
        taken++;
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("expected "), e.getMessage());
      }
    }
    assertTrue(taken > 0 && taken < 3000, "taken " + taken);
  }

  @Test
  void textsOfAnyLengthComeBack() throws IOException {
    String text = "ü\u0000\n😀".repeat(50_000);
    Path file = folder.resolve("long.ckpt");
    Checkpoint saved = new Checkpoint(text, 1, 2, Map.of("", text), List.of());
    saved.save(file, optimizer());
    assertEquals(saved, Checkpoint.read(file));
    assertEquals(saved, Checkpoint.resume(file, text, Map.of("", text), optimizer()));
  }

  /** An optimiser that remembers more than 2 GiB: one array, again and again. */
  private static Optimizer large(int copies) {
    List<float[]> memory = Collections.nCopies(copies, new float[MANY]);
    return new Optimizer() {
      @Override
      public String name() {
        return "large";
      }

      @Override
      public List<Parameter> parameters() {
        return List.of();
      }

      @Override
      public void step() {}

      @Override
      public void setSchedule(Schedule schedule) {}

      @Override
      public List<float[]> memory() {
        return memory;
      }

      @Override
      public long steps() {
        return 0;
      }

      @Override
      public void setSteps(long steps) {}
    };
  }

  @Test
  void moreThanTwoGibibytesAreWritten() throws IOException {
    int copies = 520;
    Optimizer optimizer = large(copies);
    byte[] head = CheckpointHead.of(new Checkpoint("large", 1, 2), optimizer).encode();
    long[] written = {0};
    CheckpointFile.write(
        new OutputStream() {
          @Override
          public void write(int b) {
            written[0]++;
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            written[0] += length;
          }
        },
        head,
        CheckpointHead.arrays(optimizer));
    assertEquals(28 + head.length + 4L * MANY * copies + 4, written[0]);
    assertTrue(written[0] > 1L << 31);
  }

  /** A file with holes, so that it needs no room: its checksum is wrong, and that is all. */
  @Test
  void moreThanTwoGibibytesAreReadInBlocks() throws IOException {
    int copies = 520;
    Optimizer optimizer = large(copies);
    byte[] head = CheckpointHead.of(new Checkpoint("large", 1, 2), optimizer).encode();
    Path file = folder.resolve("holes");
    CRC32C crc = new CRC32C();
    crc.update(head);
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write("SLEIPNIR".getBytes(StandardCharsets.US_ASCII));
      out.writeInt(2);
      out.writeInt(head.length);
      out.writeLong(4L * MANY * copies);
      out.writeInt((int) crc.getValue());
      out.write(head);
      out.setLength(28 + head.length + 4L * MANY * copies + 4);
    }
    assertEquals("large", Checkpoint.read(file).description());
    var e = assertThrows(IOException.class, () -> Checkpoint.resume(file, "large", optimizer));
    assertTrue(String.valueOf(e.getMessage()).endsWith("the file is damaged"), e.getMessage());
  }

  @Test
  void whatIsNoFileOrHoldsNothingIsRefusedAtOnce() throws Exception {
    Path sparse = folder.resolve("sparse");
    try (var out = new RandomAccessFile(sparse.toFile(), "rw")) {
      out.setLength(3L << 30);
    }
    assertRefused(sparse, "expected a file that starts with SLEIPNIR, got something else");
    try (var out = new RandomAccessFile(sparse.toFile(), "rw")) {
      out.write("SLEIPNIR\0\0\0\2".getBytes(StandardCharsets.US_ASCII));
      out.writeInt(Integer.MAX_VALUE);
    }
    assertRefused(sparse, "expected a head of 0 to 268435456 bytes, got 2147483647");
    assumeTrue(Files.exists(Path.of("/dev/zero")), "not on this machine: /dev/zero");
    assertRefused(Path.of("/dev/zero"), "expected a file, got a pipe or a device");
    Path pipe = folder.resolve("pipe");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0,
        "not on this machine: mkfifo");
    assertRefused(pipe, "expected a file, got a pipe or a device");
  }

  private static void assertRefused(Path file, String message) {
    var e = assertThrows(IOException.class, () -> Checkpoint.resume(file, "", optimizer()));
    assertEquals("checkpoint " + file + ": " + message, e.getMessage());
  }

  @Test
  void anEndWhileReadingIsNoEndlessLoop() throws IOException {
    byte[] start = new byte[40];
    System.arraycopy("SLEIPNIR\0\0\0\2".getBytes(StandardCharsets.US_ASCII), 0, start, 0, 12);
    var in = Channels.newChannel(new java.io.ByteArrayInputStream(start, 0, 20));
    assertThrows(IOException.class, () -> CheckpointFile.open(in, 40));
  }

  @Test
  void settingsThatDifferAreNamedWithBothValues() throws IOException {
    Path file = folder.resolve("a.ckpt");
    Map<String, String> settings = Map.of("data", "mnist", "samples", "8000", "same", "1");
    new Checkpoint("net", 1, 2, settings, List.of()).save(file, optimizer());
    Map<String, String> other = Map.of("data", "strokes", "rate", "0.1", "same", "1");
    var e =
        assertThrows(IOException.class, () -> Checkpoint.resume(file, "net", other, optimizer()));
    assertEquals(
        "checkpoint "
            + file
            + ": data: expected mnist as in the checkpoint, got strokes;"
            + " rate: expected none as in the checkpoint, got 0.1;"
            + " samples: expected 8000 as in the checkpoint, got none",
        e.getMessage());
    assertEquals(settings, Checkpoint.resume(file, "net", settings, optimizer()).settings());
    assertEquals(settings, Checkpoint.resumeOtherwise(file, optimizer()).settings());
    assertEquals(List.of(), Checkpoint.read(file).differences(settings));
  }

  @Test
  void anOptimizersConstantsAndScheduleAreItsOwn() throws IOException {
    Path file = folder.resolve("a.ckpt");
    List<Parameter> parameters = new Linear(3, 2).parameters();
    Adam adam = new Adam(parameters, 0.1);
    adam.setSchedule(Schedule.cosine(10));
    new Checkpoint("net", 1, 2).save(file, adam);
    Adam other = new Adam(parameters, 0.01);
    other.setSchedule(Schedule.cosine(20));
    var e = assertThrows(IOException.class, () -> Checkpoint.resume(file, "net", other));
    assertEquals(
        "checkpoint "
            + file
            + ": optimizer's learning rate: expected 0.1 as in the checkpoint, got 0.01;"
            + " optimizer's schedule: expected cosine over 10 steps as in the checkpoint,"
            + " got cosine over 20 steps",
        e.getMessage());
    Checkpoint.resumeOtherwise(file, other);
    Adam same = new Adam(parameters, 0.1);
    same.setSchedule(Schedule.cosine(10));
    Checkpoint.resume(file, "net", same);
  }

  @Test
  void equalTrainingsHaveEqualFilesWhateverTheOrderOfSettings() throws IOException {
    Map<String, String> one = new java.util.LinkedHashMap<>();
    one.put("b", "1");
    one.put("a", "2");
    Map<String, String> two = new java.util.LinkedHashMap<>();
    two.put("a", "2");
    two.put("b", "1");
    Sgd optimizer = optimizer();
    new Checkpoint("net", 1, 2, one, List.of()).save(folder.resolve("1"), optimizer);
    new Checkpoint("net", 1, 2, two, List.of()).save(folder.resolve("2"), optimizer);
    assertEquals(-1, Files.mismatch(folder.resolve("1"), folder.resolve("2")));
  }
}
