package dev.sleipnir.tasks.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class MnistTest {
  private static final List<String> SMALL =
      List.of(
          "--dataset",
          "strokes",
          "--train-samples",
          "48",
          "--test-samples",
          "16",
          // In fewer steps no spike reaches the output, and no gradient comes back.
          "--steps",
          "24",
          "--batch-size",
          "16",
          "--quiet");

  @TempDir private Path folder;

  private record Run(int status, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private static Run run(List<String> options) {
    var out = new StringWriter();
    var err = new StringWriter();
    var args = new ArrayList<>(List.of("mnist"));
    args.addAll(options);
    int status =
        Main.run(
            args.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    return new Run(status, out.toString(), err.toString());
  }

  private static List<String> small(String... more) {
    var options = new ArrayList<>(SMALL);
    options.addAll(List.of(more));
    return options;
  }

  @Test
  void firstAndLastLineSayThatStrokesAreNotMnist() {
    Run run = run(small());
    assertEquals(0, run.status, run.err);
    assertTrue(run.lines().getFirst().contains("NOT MNIST"), run.out);
    assertTrue(run.lines().getLast().contains("NOT MNIST"), run.out);
    assertTrue(run.out.contains("epoch 1/1"), run.out);
  }

  @Test
  void weightsDoNotDependOnTheNumberOfThreads() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    assertEquals(0, run(small("--threads", "1", "--checkpoint", one.toString())).status);
    assertEquals(0, run(small("--threads", "2", "--checkpoint", two.toString())).status);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
    Path other = folder.resolve("other");
    run(small("--seed", "2", "--checkpoint", other.toString()));
    assertFalse(Arrays.equals(Files.readAllBytes(one), Files.readAllBytes(other)));
  }

  @Test
  void everyWayOfPropagationLearnsAndVerboseNamesTheWay() {
    for (String way : List.of("event", "dense")) {
      Run run = run(small("--verbose", "--propagation", way));
      assertEquals(0, run.status, run.err);
      String taken =
          way.equals("event") ? "4 times event-driven, 0 dense" : "0 times event-driven, 4 dense";
      for (String layer : List.of("Conv2d(1, 32, 5x5)", "Conv2d(32, 64, 5x5)", "Linear(1024, ")) {
        assertTrue(
            run.lines().stream()
                .anyMatch(line -> line.startsWith(layer) && line.contains(": " + taken)),
            run.out);
      }
    }
    assertFalse(run(small()).out.contains("event-driven"));
  }

  @Test
  void checkpointsInTimeChangeNoBitAndTruncationDoes() throws IOException {
    List<byte[]> weights = new ArrayList<>();
    for (String[] memory :
        new String[][] {{}, {"--checkpoint-every", "5"}, {"--checkpointed"}, {"--truncate", "2"}}) {
      Path file = folder.resolve("weights" + weights.size());
      // blocks are of 21 steps with batches of 24
      var options = small("--checkpoint", file.toString());
      options.set(options.indexOf("--batch-size") + 1, "24");
      options.addAll(List.of(memory));
      Run run = run(options);
      assertEquals(0, run.status, run.err);
      weights.add(Files.readAllBytes(file));
    }
    assertArrayEquals(weights.get(0), weights.get(1));
    assertArrayEquals(weights.get(0), weights.get(2));
    assertFalse(Arrays.equals(weights.get(0), weights.get(3)));
    Run both = run(small("--checkpointed", "--checkpoint-every", "5"));
    assertEquals(2, both.status);
    assertTrue(both.err.contains("--checkpoint-every"), both.err);
  }

  @Test
  void aScheduleChangesTheStepsAfterTheFirst() throws IOException {
    List<byte[]> weights = new ArrayList<>();
    for (String schedule : List.of("constant", "cosine")) {
      Path file = folder.resolve(schedule);
      Run run = run(small("--schedule", schedule, "--checkpoint", file.toString()));
      assertEquals(0, run.status, run.err);
      weights.add(Files.readAllBytes(file));
    }
    assertFalse(Arrays.equals(weights.get(0), weights.get(1)));
  }

  @Test
  void aResumedTrainingGivesTheBitsOfAnUninterruptedOne() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    List<String> poisson = List.of("--encoder", "poisson", "--input-scale", "1");
    var first = small("--epochs", "2", "--checkpoint", whole.toString());
    first.addAll(poisson);
    assertEquals(0, run(first).status);
    var second = small("--checkpoint", parts.toString());
    second.addAll(poisson);
    assertEquals(0, run(second).status);
    var third = small("--epochs", "2", "--checkpoint", parts.toString(), "--resume");
    third.addAll(poisson);
    Run resumed = run(third);
    assertEquals(0, resumed.status, resumed.err);
    assertTrue(resumed.out.contains("epoch 2/2") && !resumed.out.contains("epoch 1/2"));
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));
  }

  @Test
  void theReportHoldsEveryFigureAndHasPlotsBesideIt() throws IOException {
    Path report = folder.resolve("report.json");
    Run run = run(small("--epochs", "2", "--report", report.toString()));
    assertEquals(0, run.status, run.err);
    var json = JsonMapper.shared().readTree(Files.readString(report));
    assertEquals(2, json.get("epochs").size());
    for (String figure :
        List.of("trainLoss", "testAccuracy", "trainImagesPerSecond", "testImagesPerSecond")) {
      assertTrue(json.get("epochs").get(1).get(figure).isNumber(), figure);
    }
    assertEquals(24, json.get("setup").get("steps").asInt());
    String command = json.get("setup").get("command").asString();
    assertTrue(command.startsWith("sleipnir mnist --dataset strokes"), command);
    assertTrue(json.has("vectorBits") && json.has("jdk"));
    assertTrue(Files.size(folder.resolve("report-curve.png")) > 0);
    assertTrue(Files.size(folder.resolve("report-raster.png")) > 0);
  }

  @ParameterizedTest
  @CsvSource({
    "--encoder,sine,constant",
    "--optimizer,newton,adam",
    "--schedule,steps,'constant, cosine'",
    "--propagation,fast,'auto, event, dense'",
    "--dataset,cifar,'mnist, fashion-mnist or strokes'",
    "--epochs,0,at least 1",
    "--epochs,many,--epochs",
    "--threads,-1,1 to 1024",
    "--threads,10000,1 to 1024",
    "--checkpoint-every,-2,at least 0",
    "--truncate,-1,at least 0",
    "--learning-rate,-1,positive",
    "--input-scale,NaN,positive"
  })
  void aWrongValueIsOneLineThatSaysWhatWasExpected(String option, String value, String expected) {
    Run run = run(small(option, value));
    assertEquals(2, run.status, run.err);
    String message = run.err.toLowerCase(Locale.ROOT);
    assertTrue(message.contains(expected.toLowerCase(Locale.ROOT)), run.err);
    assertTrue(run.err.contains(value), run.err);
  }

  @Test
  void diagnosisTrainsNothing() {
    Run run = run(small("--diagnose"));
    assertEquals(0, run.status, run.err);
    assertTrue(run.out.contains("Activity of 16 samples in 24 steps"), run.out);
    assertTrue(run.out.contains("weight[32, 1, 5, 5]"), run.out);
    assertFalse(run.out.contains("epoch"), run.out);
    for (String option : List.of("--report", "--checkpoint")) {
      Path file = folder.resolve("written");
      Run refused = run(small("--diagnose", option, file.toString()));
      assertEquals(2, refused.status);
      assertTrue(refused.err.contains("--diagnose") && refused.err.contains(option), refused.err);
      assertFalse(Files.exists(file));
    }
  }

  @Test
  void silentLayersAreTold() {
    Run run = run(small("--input-scale", "0.1"));
    assertEquals(0, run.status, run.err);
    assertTrue(run.err.contains("Warning: Layer lif2, lif(surrogate super"), run.err);
    assertTrue(run.err.contains("never fires"), run.err);
    assertFalse(run.out.contains("Warning"), run.out);
  }

  @Test
  void resumeNeedsACheckpoint() {
    Run run = run(small("--resume"));
    assertEquals(2, run.status);
    assertTrue(run.err.contains("--checkpoint"), run.err);
  }

  @Test
  void whatIsNoCheckpointIsNotResumedAndStays() throws IOException {
    Path file = folder.resolve("notes.txt");
    Files.writeString(file, "not a checkpoint");
    Run run = run(small("--checkpoint", file.toString(), "--resume"));
    assertEquals(1, run.status);
    assertEquals(1, run.err.lines().count(), run.err);
    assertTrue(run.err.contains("notes.txt") && run.err.contains("SLEIPNIR"), run.err);
    assertEquals("not a checkpoint", Files.readString(file));
  }

  @Test
  void dataThatIsNotWhereItWasSaidToBeIsAnError() {
    Run run = run(List.of("--data", folder.toString(), "--quiet"));
    assertEquals(1, run.status);
    assertTrue(run.err.contains(folder.toString()) && run.err.contains("expected"), run.err);
  }

  @Test
  void damagedDataIsAnErrorThatNamesTheFile() throws IOException {
    for (String name :
        List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")) {
      try (var out =
          new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + "-ubyte.gz")))) {
        out.write(new byte[] {0, 0, 8, 3, 0});
      }
    }
    Run run = run(List.of("--data", folder.toString(), "--quiet"));
    assertEquals(1, run.status);
    assertEquals(1, run.err.lines().count(), run.err);
    assertTrue(run.err.contains("train-images-idx3-ubyte.gz"), run.err);
  }
}
