package dev.sleipnir.tasks.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class Cifar10Test {
  private static final int IMAGES = 40;

  @TempDir private Path folder;

  private String err = "";
  private String out = "";

  /** Images whose class is their brightness. */
  @BeforeEach
  void writeImages() throws IOException {
    Random random = new Random(1);
    byte[] bytes = new byte[IMAGES * 3073];
    for (int n = 0; n < IMAGES; n++) {
      bytes[n * 3073] = (byte) (n % 2);
      for (int i = 1; i < 3073; i++) {
        bytes[n * 3073 + i] = (byte) (random.nextInt(100) + n % 2 * 120);
      }
    }
    Files.write(folder.resolve("data_batch_1_first500.bin"), bytes);
    Files.write(folder.resolve("test_batch_first500.bin"), bytes);
  }

  private int run(String... more) {
    var written = new StringWriter();
    var errors = new StringWriter();
    List<String> args = new ArrayList<>(List.of("cifar10", "--data", folder.toString()));
    args.addAll(List.of("--width", "0.1", "--batch-size", "8", "--quiet"));
    args.addAll(List.of(more));
    int status =
        Main.run(
            args.toArray(String[]::new),
            new PrintWriter(written, true),
            new PrintWriter(errors, true));
    err = errors.toString();
    out = written.toString();
    return status;
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg", "sew-resnet", "norse"})
  void everyNetworkTrains(String network) {
    assertEquals(0, run("--network", network, "--epochs", "1", "--train-samples", "32"), err);
    assertTrue(out.contains("epoch 1/1"), out);
  }

  @Test
  void learnsAndReportsWhatItLearned() throws IOException {
    Path report = folder.resolve("report.json");
    assertEquals(0, run("--epochs", "2", "--report", report.toString()), err);
    var json = JsonMapper.shared().readTree(Files.readString(report));
    var epochs = json.get("epochs");
    assertTrue(
        epochs.get(epochs.size() - 1).get("trainAccuracy").asDouble() > 0.9, json.toString());
    assertTrue(json.get("findings").get("recall").has("airplane"), json.toString());
    assertTrue(Files.exists(folder.resolve("report-confusion.png")));
  }

  @Test
  void weightsDoNotDependOnTheNumberOfThreads() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    assertEquals(0, run("--epochs", "1", "--threads", "1", "--checkpoint", one.toString()), err);
    assertEquals(0, run("--epochs", "1", "--threads", "2", "--checkpoint", two.toString()), err);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
  }

  @Test
  void saysWhatIsMissingOrWrong() throws IOException {
    assertEquals(1, run("--dataset", "cifar10-20k"));
    assertTrue(err.contains("data_1.bin, data_2.bin and test.bin"), err);
    assertTrue(err.contains("cifar-10-binary.tar.gz"), err);
    assertEquals(2, run("--width", "0"));
    assertEquals(2, run("--network", "alexnet"));
    assertTrue(err.contains("sew-resnet"), err);
    byte[] bytes = new byte[3073];
    bytes[0] = 77;
    Files.write(folder.resolve("test_batch_first500.bin"), bytes);
    assertEquals(1, run());
    assertTrue(err.contains("offset 0: expected a label from 0 to 9, got 77"), err);
  }
}
