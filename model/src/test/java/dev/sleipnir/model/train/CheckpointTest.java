package dev.sleipnir.model.train;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.AdamW;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final String NETWORK = "3 to 2";

  @TempDir Path folder;

  /** An optimiser that has taken some steps, over a small layer. */
  private static Adam trained(int seed) {
    Adam adam = adam();
    for (int step = 0; step < 3; step++) {
      for (Parameter p : adam.parameters()) {
        for (int i = 0; i < p.size(); i++) {
          p.gradient()[i] = (float) Math.sin(seed + step + i);
        }
      }
      adam.step();
    }
    return adam;
  }

  private static Adam adam() {
    return new Adam(new Linear(new RandomStream(1), 3, 2, true).parameters(), 0.1);
  }

  /** Everything a checkpoint carries. */
  private static List<float[]> values(Optimizer optimizer) {
    List<float[]> values = new ArrayList<>(SameBits.values(optimizer.parameters()));
    optimizer.memory().forEach(memory -> values.add(memory.clone()));
    values.add(new float[] {optimizer.steps()});
    return values;
  }

  private Path saved() throws IOException {
    Path file = folder.resolve("a.checkpoint");
    new Checkpoint(NETWORK, 5, 7).save(file, trained(1));
    return file;
  }

  private static void assertRefuses(Path file, Optimizer into, String network, String message) {
    List<float[]> before = values(into);
    var e = assertThrows(IOException.class, () -> Checkpoint.resume(file, network, into), message);
    assertEquals("checkpoint " + file + ": " + message, e.getMessage());
    assertSame("after a refusal", before, values(into));
  }

  private static void assertRefuses(Path file, String message) {
    assertRefuses(file, adam(), NETWORK, message);
  }

  @Test
  void carriesEverything() throws IOException {
    Adam adam = trained(1);
    Path file = folder.resolve("a.checkpoint");
    Checkpoint checkpoint = new Checkpoint(NETWORK, 5, 7);
    checkpoint.save(file, adam);
    Adam resumed = adam();
    assertEquals(checkpoint, Checkpoint.resume(file, NETWORK, resumed));
    assertSame("resumed", values(adam), values(resumed));
    assertEquals(List.of(file), files());
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void aTrainingResumedGivesTheBitsOfOneNotInterrupted() throws IOException {
    LabeledImages images = Strokes.generate(1, 72);
    ImageClassification whole = TinyClassifier.dense(1);
    Adam wholeAdam = TinyClassifier.adam(whole);
    Trainer trainer = TinyClassifier.trainer(wholeAdam);
    trainer.epoch(whole.on(images), 1, "1");
    Path file = folder.resolve("first.checkpoint");
    // saved by another training, so that saving is part of what must make no difference
    ImageClassification first = TinyClassifier.dense(1);
    Adam firstAdam = TinyClassifier.adam(first);
    TinyClassifier.trainer(firstAdam).epoch(first.on(images), 1, "1");
    new Checkpoint("dense", TinyClassifier.SEED, 1).save(file, firstAdam);
    List<float[]> afterOne = values(firstAdam);

    // other weights at first: what counts comes from the file
    ImageClassification second = TinyClassifier.dense(2);
    Adam secondAdam = TinyClassifier.adam(second);
    Checkpoint checkpoint = Checkpoint.resume(file, "dense", secondAdam);
    assertSame("resumed", afterOne, values(secondAdam));
    int next = checkpoint.epoch() + 1;
    assertEquals(2, next);
    PassResult resumed = TinyClassifier.trainer(secondAdam).epoch(second.on(images), next, "2");

    PassResult uninterrupted = trainer.epoch(whole.on(images), 2, "2");
    assertSame("after two epochs", values(wholeAdam), values(secondAdam));
    assertEquals(uninterrupted.loss(), resumed.loss());
    assertEquals(uninterrupted.metric(), resumed.metric());
    assertFalse(Arrays.equals(afterOne.get(0), wholeAdam.parameters().get(0).data()));
  }

  @Test
  void missingFile() {
    Path file = folder.resolve("none");
    assertRefuses(file, "expected a checkpoint, found no such file");
  }

  @Test
  void foreignFile() throws IOException {
    Path file = folder.resolve("a.txt");
    for (String text : List.of("", "SLEIPNI", "x", "x".repeat(500))) {
      Files.writeString(file, text);
      assertRefuses(file, "expected a file that starts with SLEIPNIR, got something else");
    }
    Path directory = Files.createDirectory(folder.resolve("directory"));
    var e = assertThrows(IOException.class, () -> Checkpoint.resume(directory, NETWORK, adam()));
    assertTrue(
        String.valueOf(e.getMessage())
            .startsWith("checkpoint " + directory + ": expected a file, got a folder"),
        e.getMessage());
  }

  @Test
  void truncatedFile() throws IOException {
    Path file = saved();
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {whole.length - 1, whole.length / 2, 28}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefuses(file, "expected " + whole.length + " bytes, got " + length + ": truncated?");
    }
    for (int length : new int[] {8, 12, 27}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefuses(file, "expected more than 28 bytes, got " + length + ": truncated?");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefuses(
        file, "expected " + whole.length + " bytes, got " + (whole.length + 1) + ": truncated?");
  }

  /** Whichever byte is wrong, the file is refused and nothing changes. */
  @Test
  void damagedFile() throws IOException {
    Path file = saved();
    byte[] whole = Files.readAllBytes(file);
    Adam into = adam();
    List<float[]> before = values(into);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(file, damaged);
      String where = "byte " + at;
      var e = assertThrows(IOException.class, () -> Checkpoint.resume(file, NETWORK, into), where);
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith("checkpoint " + file + ": expected "), message);
      if (at >= 24) {
        assertTrue(message.endsWith(": the file is damaged"), message);
      }
      assertSame(where, before, values(into));
    }
  }

  @Test
  void otherVersion() throws IOException {
    Path file = saved();
    byte[] bytes = Files.readAllBytes(file);
    assertEquals("SLEIPNIR", new String(bytes, 0, 8, StandardCharsets.US_ASCII));
    bytes[11] = 3;
    Files.write(file, bytes);
    assertRefuses(file, "expected version 2, got version 3");
    bytes[11] = 1;
    Files.write(file, bytes);
    assertRefuses(
        file,
        "expected version 2, got version 1, which does not say of which run it is: train anew");
  }

  @Test
  void otherNetwork() throws IOException {
    assertRefuses(saved(), adam(), "4 to 2", "network: expected 4 to 2, got 3 to 2");
  }

  @Test
  void otherParameters() throws IOException {
    Path file = saved();
    assertRefuses(
        file,
        new Adam(new Linear(Tensor.zeros(2, 3), null).parameters(), 0.1),
        NETWORK,
        "parameters: expected 1, got 2");
    assertRefuses(
        file,
        new Adam(new Linear(4, 2).parameters(), 0.1),
        NETWORK,
        "expected parameter weight[2, 4], got shape [2, 3]");
    List<Parameter> named =
        List.of(
            new Parameter("weight", Tensor.zeros(2, 3)), new Parameter("offset", Tensor.zeros(2)));
    assertRefuses(file, new Adam(named, 0.1), NETWORK, "parameter: expected offset, got bias");
  }

  @Test
  void otherOptimizer() throws IOException {
    Path file = saved();
    List<Parameter> parameters = new Linear(3, 2).parameters();
    assertRefuses(file, new AdamW(parameters, 0.1), NETWORK, "optimizer: expected adamw, got adam");
    assertRefuses(file, new Sgd(parameters, 0.1), NETWORK, "optimizer: expected sgd, got adam");
  }

  /** Saving fails; what was there before must still be whole, and nothing else may be left. */
  private void assertKeepsThePrevious(Path file) throws IOException {
    byte[] before = Files.readAllBytes(file);
    var e =
        assertThrows(IOException.class, () -> new Checkpoint(NETWORK, 5, 8).save(file, trained(2)));
    String message = String.valueOf(e.getMessage());
    assertTrue(
        message.startsWith("checkpoint: cannot write " + file + ": ")
            && message.endsWith("; the previous one, if any, is untouched"),
        message);
    assertArrayEquals(before, Files.readAllBytes(file));
    Adam resumed = adam();
    assertEquals(7, Checkpoint.resume(file, NETWORK, resumed).epoch());
    assertSame("previous", values(trained(1)), values(resumed));
  }

  @Test
  void afterADescriptionThatIsNoTextThePreviousIsWhole() throws IOException {
    Path file = saved();
    byte[] before = Files.readAllBytes(file);
    assertThrows(
        IOException.class, () -> new Checkpoint("half of a pair: \ud83d", 5, 8).save(file, adam()));
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void aFullDisk() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "not on this machine: /dev/full");
    var e =
        assertThrows(IOException.class, () -> new Checkpoint(NETWORK, 5, 8).save(full, trained(2)));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("checkpoint: cannot write /dev/full: "),
        e.getMessage());
  }

  @Test
  void aReadOnlyFolder() throws IOException {
    Path file = saved();
    assumeTrue(folder.toFile().setWritable(false), "not on this machine: permissions");
    try {
      assumeFalse(
          Files.isWritable(folder), "not on this machine: permissions do not bind this user");
      assertKeepsThePrevious(file);
    } finally {
      assertTrue(folder.toFile().setWritable(true));
    }
  }

  @Test
  void missingFoldersAreMade() throws IOException {
    Path file = folder.resolve("none").resolve("a.checkpoint");
    new Checkpoint(NETWORK, 5, 8).save(file, trained(2));
    assertEquals(8, Checkpoint.resume(file, NETWORK, adam()).epoch());
  }

  @Test
  void aDirectoryInPlaceOfTheFile() throws IOException {
    Path file = Files.createDirectory(folder.resolve("a.checkpoint"));
    Files.writeString(file.resolve("inside"), "kept");
    assertThrows(IOException.class, () -> new Checkpoint(NETWORK, 5, 8).save(file, trained(2)));
    assertEquals("kept", Files.readString(file.resolve("inside")));
    assertEquals(List.of(file), files());
  }
}
