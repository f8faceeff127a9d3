package dev.sleipnir.tasks.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.plot.Plot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Lab lab(String... more) {
    String[] args = new String[2 + more.length];
    args[0] = "--out";
    args[1] = folder.toString();
    System.arraycopy(more, 0, args, 2, more.length);
    return Lab.start("trial", new PrintStream(printed, true, StandardCharsets.UTF_8), args);
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private int status(Consumer<Lab> checks) throws Exception {
    Lab lab = lab();
    checks.accept(lab);
    return lab.finish();
  }

  @Test
  void passesIfEveryCriterionIsMet() throws Exception {
    Lab lab = lab("--fast");
    assertTrue(lab.isFast());
    lab.checkRelative("rate [Hz]", 26.9, 27.1095934379, 0.03);
    lab.checkAbsolute("time [ms]", 7, 6.931472, 0.1);
    lab.checkRange("error", 1e-7, 0, 1e-6);
    lab.checkEqual("spikes", List.of(3, 4), List.of(3, 4));
    lab.note("a remark");
    lab.plot(new Plot("t", "x", "y").line("l", new double[] {0, 1}, new double[] {2, 3}));
    assertEquals(0, lab.finish());
    assertTrue(output().contains("expected 27.109593 within 3 %"), output());
    assertTrue(output().contains("trial: 4 of 4 criteria met"), output());
    String report = Files.readString(folder.resolve("trial.json"));
    for (String part :
        List.of("\"fast\" : true", "\"passed\" : true", "\"measured\" : 26.9", "a remark")) {
      assertTrue(report.contains(part), report);
    }
    assertTrue(Files.size(folder.resolve("trial.png")) > 1000);
  }

  @Test
  void failsIfOneIsNot() throws Exception {
    assertEquals(1, status(lab -> lab.checkRelative("x", 1.031, 1, 0.03)));
    assertEquals(1, status(lab -> lab.checkAbsolute("x", 1.2, 1, 0.1)));
    assertEquals(1, status(lab -> lab.checkRange("x", 2, 0, 1)));
    assertEquals(1, status(lab -> lab.checkEqual("x", 4, 5)));
    assertTrue(output().contains("FAIL  x"), output());
    assertTrue(Files.readString(folder.resolve("trial.json")).contains("\"passed\" : false"));
  }

  @Test
  void nanNeverPassesNorDoesNothing() throws Exception {
    assertEquals(1, status(lab -> lab.checkRelative("x", Double.NaN, 1, 1)));
    assertEquals(1, status(lab -> lab.checkAbsolute("x", Double.NaN, 1, 1)));
    assertEquals(1, status(lab -> lab.checkRange("x", Double.NaN, 0, 1)));
    assertEquals(1, status(lab -> {}));
  }

  @Test
  void refusesOtherArguments() {
    var e = assertThrows(IllegalArgumentException.class, () -> lab("--fats"));
    assertTrue(String.valueOf(e.getMessage()).startsWith("trial: expected --fast or --out DIR"));
    assertFalse(Files.exists(folder.resolve("trial.json")));
  }
}
