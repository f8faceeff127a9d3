package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that would change nothing are refused; so are files that are not what they should be. */
class OptionsTest {
  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err));
  }

  @ParameterizedTest
  @CsvSource({
    "mnist --window 0.3, mnist: --window: expected --gradient sparse beside it",
    "bench mnist-train --window 0.3, bench mnist-train: --window: expected --gradient sparse",
    "mnist --gpu-precision float32, mnist: --gpu-precision: expected --device cuda or auto beside",
    "doctor --gpu-precision float32, doctor: --gpu-precision: expected --device cuda or auto",
    "bench sgemm --gpu-precision float32, bench sgemm: --gpu-precision: expected --device cuda",
    "bench lif-layer --rate 3 --spikes f, bench lif-layer: --rate: expected no --spikes beside it",
    "bench recurrent-step --density 1 --spikes f, bench recurrent-step: --density: expected no",
    "bench --list lif-layer, bench: --list: expected no benchmark beside it",
    "bench --list triad, bench: --list: expected no benchmark beside it",
    "lab --list --all, lab: --all: expected no --list beside it",
    "lab --list --fast, lab: --fast: expected no --list beside it",
    "lab --list siegert, lab: --list: expected no NAME beside it",
    "models --list lif, models: --list: expected no NAME beside it",
    "models --list --out f, models: --out: expected no --list beside it",
  })
  void whatHasNoEffectIsRefused(String line, String message) {
    assertEquals(2, run(line.split(" ")), err.toString());
    assertTrue(err.toString().startsWith("sleipnir " + message), err.toString());
    assertEquals(1, err.toString().lines().count());
  }

  @Test
  void modelsSayWhatIsWrongWithAFile() throws Exception {
    assertFile("expected a file, found none at ", folder.resolve("none"));
    assertFile("expected a file, got a folder: ", folder);
    Path file = folder.resolve("model.txt");
    assertFile("expected a text, got an empty file: ", Files.writeString(file, " \n"));
    assertFile("expected text in UTF-8, got other bytes in ", Files.write(file, new byte[] {-1}));
    assertFile(
        "expected a text of at most 1048576 bytes, got more in ",
        Files.write(file, new byte[(1 << 20) + 1]));
    Files.writeString(file, "model x\nparameters \u001b[31m = 1\n");
    err.getBuffer().setLength(0);
    assertEquals(1, run("models", "--file", file.toString()));
    assertTrue(err.toString().contains("\\u001b[31m"), err.toString());
    assertTrue(err.toString().indexOf('\u001b') < 0, err.toString());
  }

  private void assertFile(String message, Path file) {
    err.getBuffer().setLength(0);
    assertEquals(1, run("models", "--file", file.toString()));
    assertEquals("sleipnir: --file: " + message + file, err.toString().strip());
  }

  @Test
  void argumentFilesAreReadOrNamed() throws Exception {
    Path file = folder.resolve("args");
    assertEquals(2, run("@" + file));
    assertEquals(
        "sleipnir: @" + file + ": expected a file, found none at " + file, err.toString().strip());
    Files.writeString(file, "models --list");
    assertEquals(0, run("@" + file));
    Files.writeString(file, "@" + file);
    err.getBuffer().setLength(0);
    assertEquals(2, run("@" + file));
    assertTrue(err.toString().contains("got one within itself"), err.toString());
    // A program's arguments are its own.
    err.getBuffer().setLength(0);
    assertEquals(2, run("run", "none.java", "@" + file));
    assertEquals("sleipnir run: expected a file, found none at none.java", err.toString().strip());
  }

  @Test
  void labsAreNotRunForNothing() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(1, run("lab", "siegert", "--fast", "--out", file.toString()));
    assertTrue(err.toString().startsWith("sleipnir: --out: expected a folder, got " + file));
  }

  @Test
  void noControlCharacterOfAnArgumentIsPrinted() {
    assertEquals(2, run("\u001b[31mred\u0007"));
    assertTrue(err.toString().contains("\\u001b[31mred\\u0007"), err.toString());
    assertEquals(2, run("verify", "\u001b[2J"));
    assertTrue(err.toString().indexOf('\u001b') < 0, err.toString());
  }
}
