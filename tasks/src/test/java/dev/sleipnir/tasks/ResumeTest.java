package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.file.OutputLock;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.EpochResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mnist --resume}: the same training, or none. */
class ResumeTest {
  private static final String SMALL =
      "--dataset strokes --train-samples 8 --test-samples 8 --steps 12 --batch-size 4"
          + " --encoder poisson --input-scale 8 --quiet";

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("run.ckpt");
  }

  private record Run(int status, String out, String err) {}

  private static Run run(String options) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status = Main.run(args(options), new PrintWriter(out, true), new PrintWriter(err, true));
    return new Run(status, out.toString(), err.toString());
  }

  /** The command; of options given twice, the last. */
  private static String[] args(String options) {
    var last = new LinkedHashMap<String, String>();
    for (String option : options.substring(2).split(" --", -1)) {
      int name = option.indexOf(' ');
      last.put(name < 0 ? option : option.substring(0, name), "--" + option);
    }
    return ("mnist " + String.join(" ", last.values())).split(" ", -1);
  }

  private static Run done(String options) {
    Run run = run(options);
    assertEquals(0, run.status, () -> options + "\n" + run.err);
    return run;
  }

  private void refused(int status, String options, String... message) throws IOException {
    byte[] before = Files.readAllBytes(file);
    Run run = run(options);
    assertEquals(status, run.status, () -> options + "\n" + run.out);
    assertEquals(1, run.err.lines().count(), run.err);
    for (String part : message) {
      assertTrue(run.err.contains(part), () -> "expected " + part + " in " + run.err);
    }
    assertFalse(run.out.contains("epoch"), run.out);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  private String checkpoint() {
    return SMALL + " --checkpoint " + file;
  }

  @Test
  void everyOptionThatDecidesTheResultIsComparedAndNamed() throws IOException {
    done(checkpoint());
    for (String[] other :
        new String[][] {
          {"--train-samples", "9", "8"},
          {"--test-samples", "9", "8"},
          {"--steps", "13", "12"},
          {"--batch-size", "8", "4"},
          {"--learning-rate", "0.001", "5.0E-4"},
          {"--optimizer", "sgd", "adam"},
          {"--encoder", "latency", "poisson"},
          {"--input-scale", "2.0", "8.0"},
          {"--clip-norm", "1.0", "0.0"},
          {"--truncate", "3", "0"},
          {"--patience", "2", "0"},
          {"--seed", "2", "1"},
          {"--propagation", "dense", "auto"},
          {"--gradient", "sparse", "exact"},
        }) {
      refused(
          1,
          checkpoint() + " --epochs 2 --resume " + other[0] + " " + other[1],
          file.toString(),
          other[0] + ": expected " + other[2] + " as in the checkpoint, got " + other[1],
          "--override");
    }
    refused(
        1,
        checkpoint() + " --epochs 2 --resume --schedule cosine",
        "--schedule: expected constant as in the checkpoint, got cosine over 2 epochs");
    refused(
        1,
        checkpoint() + " --epochs 2 --resume --steps 13 --seed 2",
        "--steps: expected 12",
        "--seed: expected 1",
        "training images, sha256: expected ");
    // What decides nothing may differ.
    done(checkpoint() + " --epochs 2 --resume --threads 2 --checkpointed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer adam --patience 4",
        "--optimizer sgd --schedule cosine --learning-rate 0.05 --clip-norm 0.5",
        "--optimizer adamw --encoder constant --input-scale 4 --steps 24 --checkpointed"
            + " --truncate 5",
      })
  void resumedTwiceItEndsAsIfItHadNotBeenInterrupted(String options) throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    Path parts = Files.createDirectory(folder.resolve("parts"));
    String epochs = SMALL + " " + options + " --epochs 3";
    done(epochs + " --threads 1 " + files(whole));
    // The schedule is that of three epochs in every part.
    done(epochs + " --threads 1 " + files(parts));
    Path checkpoint = parts.resolve("run.ckpt");
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("run.ckpt")), Files.readAllBytes(checkpoint));
    Files.delete(checkpoint);
    interrupted(epochs + " --threads 1 " + files(parts), parts, 1);
    interrupted(epochs + " --threads 2 --resume " + files(parts), parts, 2);
    done(epochs + " --threads 2 --resume " + files(parts));
    for (String name : List.of("run.ckpt", "run-curve.png", "run-raster.png")) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(name)), Files.readAllBytes(parts.resolve(name)), name);
    }
    assertEquals(report(whole), report(parts));
    // How fast the first epochs were is taken over from the report before.
    for (JsonNode row : json(parts).get("epochs")) {
      assertTrue(row.get("trainImagesPerSecond").isNumber(), row.toString());
    }
  }

  private static String files(Path to) {
    return "--checkpoint " + to.resolve("run.ckpt") + " --report " + to.resolve("run.json");
  }

  /** As if killed after an epoch: an output that breaks ends the training there. */
  private static void interrupted(String options, Path parts, int epoch) throws IOException {
    var out =
        new PrintWriter(new StringWriter(), true) {
          @Override
          public void println(String line) {
            if (line.startsWith("epoch " + (epoch + 1))) {
              throw new IllegalStateException("killed");
            }
          }
        };
    var err = new StringWriter();
    assertEquals(1, Main.run(args(options), out, new PrintWriter(err, true)));
    assertEquals("sleipnir: killed", err.toString().strip());
    Checkpoint saved = Checkpoint.read(parts.resolve("run.ckpt"));
    assertEquals(epoch, saved.epoch());
    assertEquals(epoch, saved.history().size());
  }

  private static JsonNode json(Path folder) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(folder.resolve("run.json")));
  }

  /** All of it but the times, the number of threads and the folder. */
  private static List<String> report(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    for (JsonNode row : json(folder).get("epochs")) {
      lines.add(
          row.toString().replaceAll("\"(train|test)ImagesPerSecond\":[-+.0-9E]+", "").strip());
    }
    lines.add(
        json(folder)
            .get("setup")
            .toString()
            .replace(folder.toString(), "")
            .replaceAll("\"threads\":\\d|--threads \\d", ""));
    return lines;
  }

  @Test
  void whatStoppedEarlyStaysStopped() throws IOException {
    // With a rate of nothing worth mentioning, no epoch is better than the first.
    String options = checkpoint() + " --learning-rate 1e-20 --patience 2";
    String loud = options.replace(" --quiet", "");
    Run first = done(loud + " --epochs 6 --report " + folder.resolve("a.json"));
    assertTrue(first.out.contains("Stopped: no better test accuracy in 2 epochs."), first.out);
    byte[] stopped = Files.readAllBytes(file);
    assertEquals(3, Checkpoint.read(file).epoch());
    Run again = done(loud + " --epochs 9 --resume --report " + folder.resolve("b.json"));
    assertTrue(again.out.contains("Stopped after epoch 3: no better"), again.out);
    assertArrayEquals(stopped, Files.readAllBytes(file));
    JsonNode report = JsonMapper.shared().readTree(Files.readString(folder.resolve("b.json")));
    assertEquals(3, report.get("epochs").size());
    assertTrue(report.get("epochs").get(0).get("trainImagesPerSecond").isNull());
  }

  @Test
  void epochsBeforeCountForPatience() throws IOException {
    String options = checkpoint() + " --learning-rate 1e-20 --patience 3";
    done(options + " --epochs 2");
    done(options + " --epochs 9 --resume");
    assertEquals(4, Checkpoint.read(file).epoch());
  }

  @Test
  void overrideGoesOnAndSaysWhatDiffers() throws IOException {
    done(checkpoint());
    Run run =
        done(checkpoint() + " --epochs 2 --resume --override --learning-rate 0.001 --steps 13");
    assertTrue(
        run.out.contains(
            "Resumed though --learning-rate: expected 5.0E-4 as in the checkpoint, got 0.001"),
        run.out);
    assertTrue(run.out.contains("Resumed though --steps: expected 12"), run.out);
    assertTrue(run.out.contains("epoch 2/2") && !run.out.contains("epoch 1/"), run.out);
    Checkpoint now = Checkpoint.read(file);
    assertEquals("0.001", now.settings().get("--learning-rate"));
    assertEquals(List.of(1, 2), now.history().stream().map(EpochResult::epoch).toList());
    refused(
        1,
        checkpoint() + " --epochs 3 --resume --override --optimizer sgd",
        "optimizer: expected sgd, got adam");
  }

  @Test
  void aCheckpointThatIsThereIsKeptUnlessReplacedByForce() throws IOException {
    done(checkpoint());
    refused(
        2, checkpoint(), "--checkpoint: expected a new file, got " + file, "--resume", "--force");
    refused(2, checkpoint() + " --resume --force", "--force");
    refused(2, checkpoint() + " --override", "--override: expected --resume");
    byte[] before = Files.readAllBytes(file);
    done(checkpoint() + " --force --seed 3");
    assertEquals(3, Checkpoint.read(file).seed());
    assertFalse(java.util.Arrays.equals(before, Files.readAllBytes(file)));
  }

  @Test
  void aResumedTrainingNeverFallsBackToStrokes() throws IOException {
    new Checkpoint("sleipnir mnist", 1, 1, java.util.Map.of("--dataset", "mnist"), List.of())
        .save(file, new dev.sleipnir.model.optimize.Sgd(List.of(), 1));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(
        1,
        "--quiet --resume --checkpoint " + file + " --data " + empty,
        "MNIST (train): expected the files");
  }

  @Test
  void withoutItsNameTheDataSetIsThatOfTheCheckpoint() throws IOException {
    done(checkpoint());
    String unnamed = checkpoint().replace("--dataset strokes ", "");
    Run run = done(unnamed + " --epochs 2 --resume");
    assertTrue(run.out.contains("epoch 2/2"), run.out);
    assertTrue(run.out.lines().toList().getFirst().contains("NOT MNIST"), run.out);
    assertTrue(run.out.lines().toList().getLast().contains("NOT MNIST"), run.out);
  }

  @Test
  void whereNothingCanBeHadOnlyAnUnnamedDataSetBecomesStrokes() throws Exception {
    Path log = folder.resolve("log");
    String small = "mnist " + SMALL.replace("--dataset strokes ", "");
    Run unnamed = offline(log, small);
    assertEquals(0, unnamed.status, unnamed.out);
    List<String> lines = unnamed.out.lines().toList();
    assertTrue(lines.getFirst().contains("NOT MNIST"), unnamed.out);
    assertTrue(lines.getFirst().contains("could not be downloaded"), unnamed.out);
    assertTrue(lines.getLast().contains("NOT MNIST"), unnamed.out);
    assertEquals(3, lines.size(), unnamed.out);
    Run verbose = offline(log, "mnist --verbose " + small.substring(6));
    assertTrue(verbose.out.contains("could not download train-images"), verbose.out);
    for (String name : List.of("mnist", "fashion-mnist")) {
      Run named = offline(log, small + " --dataset " + name + " --checkpoint " + file);
      assertEquals(1, named.status, named.out);
      assertFalse(named.out.contains("epoch") || named.out.contains("strokes"), named.out);
      assertFalse(Files.exists(file));
    }
  }

  private Run offline(Path log, String options) throws Exception {
    Child child =
        new Child(log)
            .java("-Dhttps.proxyHost=127.0.0.1")
            .java("-Dhttps.proxyPort=1")
            .environment("XDG_CACHE_HOME", folder.resolve("cache").toString())
            .without("SLEIPNIR_DATA");
    int status = child.run(List.of(options.split(" ", -1)));
    return new Run(status, child.output(), "");
  }

  @ParameterizedTest
  @CsvSource({"--checkpoint,run.ckpt", "--report,run.json"})
  void theSecondOfTwoTrainingsIsRefusedAtOnce(String option, String name) throws Exception {
    Path shared = folder.resolve(name);
    try (OutputLock first = OutputLock.of(shared)) {
      Run second = run(SMALL + " --force " + option + " " + shared);
      assertEquals(1, second.status);
      assertTrue(second.err.contains("expected no other writer"), second.err);
      assertTrue(second.err.contains(name), second.err);
      assertEquals("", second.out);
      assertTrue(first != null);
    }
    done(SMALL + " --force " + option + " " + shared);
    try (var left = Files.list(folder)) {
      assertTrue(left.noneMatch(f -> f.getFileName().toString().startsWith(".")));
    }
  }

  @Test
  void twoProcessesOnOneCheckpointLeaveOneTraining() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Child one = new Child(folder.resolve("one"));
    Child two = new Child(folder.resolve("two"));
    String options = "mnist " + SMALL + " --epochs 2 --checkpoint ";
    Process first = one.start(List.of((options + file).split(" ", -1)));
    Process second = two.start(List.of((options + link + " --seed 2").split(" ", -1)));
    int[] status = {first.waitFor(), second.waitFor()};
    String both = one.output() + "\n" + two.output();
    // Whichever came first; the other saw its lock, or the whole file it had left already.
    assertEquals(1, (status[0] == 0 ? 1 : 0) + (status[1] == 0 ? 1 : 0), both);
    assertEquals(status[0] == 0 ? 1 : 2, Checkpoint.read(file).seed());
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void outputThatCannotBeWrittenIsRefusedBeforeTraining() throws Exception {
    Path blocker = Files.writeString(folder.resolve("blocker"), "");
    Path sub = Files.createDirectory(folder.resolve("sub"));
    Files.createDirectory(folder.resolve("x-curve.png"));
    for (String[] target :
        new String[][] {
          {blocker + "/run", "expected a folder, got a file: " + blocker},
          {sub.toString(), "expected a file name, got a folder"},
        }) {
      for (String option : List.of("--checkpoint", "--report")) {
        Run run = run(SMALL + " --force " + option + " " + target[0]);
        assertEquals(1, run.status);
        assertEquals("sleipnir: cannot write " + target[0] + ": " + target[1] + "\n", run.err);
        assertEquals("", run.out);
      }
    }
    Run plot = run(SMALL + " --report " + folder.resolve("x.json"));
    assertEquals(1, plot.status);
    assertTrue(plot.err.contains("x-curve.png: expected a file name, got a folder"), plot.err);
  }

  @Test
  void foldersAreMadeAndDevicesStay() throws Exception {
    Path deep = folder.resolve("a/b");
    done(SMALL + " " + files(deep));
    assertTrue(
        Files.size(deep.resolve("run.ckpt")) > 0 && Files.size(deep.resolve("run.json")) > 0);
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      done(SMALL + " --checkpoint /dev/null --report /dev/null");
      assertFalse(Files.isRegularFile(device));
      assertFalse(Files.exists(Path.of("/dev/null-curve.png")));
      Run resumed = run(SMALL + " --checkpoint /dev/null --resume");
      assertEquals(1, resumed.status);
      assertTrue(resumed.err.contains("expected a file, got a pipe or a device"), resumed.err);
    }
  }

  @Test
  void aCheckpointThatIsNotThereIsNotResumed() throws IOException {
    Run run = run(checkpoint() + " --resume");
    assertEquals(1, run.status);
    assertTrue(run.err.contains("expected a checkpoint, found no such file"), run.err);
    try (var left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
