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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AutoencodeTest {
  private static final String SMALL =
      "autoencode --quiet --dataset strokes --train-samples 16 --test-samples 5 --batch-size 4"
          + " --hidden 20 --code 6 --epochs 1";

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

  @ParameterizedTest
  @ValueSource(strings = {"", "--relu"})
  void learnsAndDrawsWhatItMakesOfImages(String way) throws IOException {
    Path report = folder.resolve("report.json");
    Run run =
        run(
            "autoencode --quiet --dataset strokes --train-samples 400 --test-samples 50 --hidden 64"
                + " --epochs 2 --batch-size 16 --learning-rate 2e-3 --report "
                + report
                + " "
                + way);
    assertEquals(0, run.status, run.err);
    var json = JsonMapper.shared().readTree(Files.readString(report));
    double first = json.get("epochs").get(0).get("trainLoss").asDouble();
    double second = json.get("epochs").get(1).get("trainLoss").asDouble();
    assertTrue(second < 0.8 * first, first + " to " + second);
    double ofTheMean = json.get("findings").get("meanSquaredErrorOfTheMeanImage").asDouble();
    assertTrue(ofTheMean > 0.01 && ofTheMean < 0.25, String.valueOf(ofTheMean));
    assertTrue(Files.size(folder.resolve("report-reconstructions.png")) > 0);
    assertFalse(Files.exists(folder.resolve("report-generated.png")));
  }

  /** More rows than there are pairs of images: as many as there are. */
  @ParameterizedTest
  @ValueSource(strings = {"", "--relu"})
  void generatesTheSameFromTheSameSeed(String way) throws IOException {
    byte[][] pictures = new byte[2][];
    for (int n = 0; n < 2; n++) {
      Path report = folder.resolve("report" + n + ".json");
      Run run =
          run(SMALL + " --generate 9 --threads " + (n + 1) + " --report " + report + " " + way);
      assertEquals(0, run.status, run.err);
      pictures[n] = Files.readAllBytes(folder.resolve("report" + n + "-generated.png"));
    }
    assertArrayEquals(pictures[0], pictures[1]);
  }

  @Test
  void goesOnWhereItStopped() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    assertEquals(
        0, run(SMALL.replace("--epochs 1", "--epochs 2") + " --checkpoint " + whole).status);
    assertEquals(0, run(SMALL + " --checkpoint " + parts).status);
    Run resumed =
        run(SMALL.replace("--epochs 1", "--epochs 2") + " --resume --checkpoint " + parts);
    assertEquals(0, resumed.status, resumed.err);
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));
    Run other =
        run(SMALL.replace("--epochs 1", "--epochs 3") + " --resume --relu --checkpoint " + parts);
    assertEquals(1, other.status);
    assertTrue(other.err.contains("--relu: expected false as in the checkpoint"), other.err);
  }

  @ParameterizedTest
  @CsvSource({
    "--code 0,--code: expected at least 1",
    "--hidden -1,--hidden: expected at least 1",
    "--generate -1,--generate: expected at least 0",
    "--steps 0,--steps: expected at least 1",
    "--dt 0,--dt: expected a positive number",
    "--relu --steps 5,--steps: expected no --relu beside it",
    "--relu --alpha 5,--alpha: expected no --relu beside it",
    "--generate 3,--generate: expected --report beside it",
    "--data .,--data: expected a data set of files beside it",
    "--method superspike,super"
  })
  void refusesWhatItCannotTrain(String options, String expected) {
    Run run = run("autoencode --quiet --dataset strokes " + options);
    assertEquals(2, run.status, run.err);
    assertEquals(1, run.err.lines().count(), run.err);
    assertTrue(run.err.contains(expected), run.err);
  }

  @Test
  void dataThatAreNotThereAreNamed() {
    Run run = run("autoencode --quiet --data " + folder);
    assertEquals(1, run.status, run.err);
    assertTrue(run.err.contains("train-images-idx3-ubyte"), run.err);
  }
}
