package dev.sleipnir.tasks.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCommandTest {
  private static final String SMALL =
      "mnist --quiet --dataset strokes --train-samples 16 --test-samples 4 --steps 8 --batch-size 4";

  @TempDir private Path folder;

  private record Run(int status, String out, String err) {}

  private static Run run(String options) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        Main.run(
            options.strip().split(" +"), new PrintWriter(out, true), new PrintWriter(err, true));
    return new Run(status, out.toString(), err.toString());
  }

  private Checkpoint trained(String options) throws IOException {
    Path file = folder.resolve("run.ckpt");
    Run run = run(SMALL + " --force --checkpoint " + file + " " + options);
    assertEquals(0, run.status, () -> options + run.err);
    return Checkpoint.read(file);
  }

  @ParameterizedTest
  @EnumSource(NetworkKind.class)
  void everyNetworkTrainsAndIsResumed(NetworkKind network) throws IOException {
    String options = "--network " + network + " --learn tau,threshold";
    Checkpoint saved = trained(options);
    assertEquals(network.toString(), saved.settings().get("--network"));
    String text = String.valueOf(saved.settings().get("network"));
    assertTrue(text.contains("learned [tau_mem_inv"), text);
    assertTrue(text.contains("v_th"), text);
    Run more =
        run(
            SMALL
                + " "
                + options
                + " --epochs 2 --resume --checkpoint "
                + folder.resolve("run.ckpt"));
    assertEquals(0, more.status, more.err);
    assertTrue(more.out.contains("epoch 2/2") && !more.out.contains("epoch 1/2"), more.out);
  }

  @Test
  void everySettingIsAnotherTraining() throws IOException {
    Set<Double> losses = new HashSet<>();
    String[] settings = {
      "",
      "--seed 2",
      "--network conv20",
      "--dt 1.5",
      "--decoder max",
      "--decoder mean",
      "--augment",
      "--encoder direct",
      "--learn tau",
      "--learn threshold",
      "--alpha 5",
      "--method tanh",
      "--cycle 0",
      "--cycle 2",
      "--schedule one-cycle --epochs 2",
      "--schedule cosine --epochs 2"
    };
    for (String options : settings) {
      losses.add(trained("--input-scale 20 " + options).history().getLast().trainLoss());
    }
    assertEquals(settings.length, losses.size());
  }

  @ParameterizedTest
  @EnumSource(Surrogate.class)
  void everyMethodTrains(Surrogate method) throws IOException {
    String setting = trained("--network conv20 --method " + method).settings().get("--method");
    float alpha = method == Surrogate.SUPER ? 10 : method.defaultAlpha();
    assertEquals(method + " " + alpha, setting);
  }

  @ParameterizedTest
  @CsvSource({
    "--network vgg,conv20",
    "--method superspike,super",
    "--alpha -1,a number >= 0",
    "--dt 0,a positive number",
    "--learn tau;weights,threshold",
    "--decoder median,last",
    "--cycle -1,a number >= 0",
    "--cycle 3 --schedule cosine,--schedule constant",
  })
  void aWrongValueIsOneLineThatSaysWhatWasExpected(String options, String expected) {
    Run run = run(SMALL + " " + options.replace(';', ','));
    assertEquals(2, run.status, run.err);
    assertEquals(1, run.err.lines().count(), run.err);
    String message = run.err.toLowerCase(Locale.ROOT);
    assertTrue(message.contains(expected), run.err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fashion-mnist", "mnist"})
  void dataThatAreNotThereAreNamed(String command) throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path report = folder.resolve("report.json");
    Run run = run(command + " --quiet --data " + empty + " --report " + report);
    assertEquals(1, run.status, run.err);
    assertTrue(run.err.contains(empty.toString()), run.err);
    assertTrue(run.err.contains("train-images-idx3-ubyte"), run.err);
    assertFalse(Files.exists(report));
  }

  @Test
  void helpNamesEveryNetwork() {
    for (String command : new String[] {"mnist", "fashion-mnist"}) {
      Run run = run(command + " --help");
      assertEquals(0, run.status, run.err);
      for (NetworkKind network : NetworkKind.values()) {
        assertTrue(run.out.contains(network.toString()), run.out);
      }
      assertEquals(
          command.equals("mnist"), Arrays.asList(run.out.split("[ =]")).contains("--dataset"));
    }
  }
}
