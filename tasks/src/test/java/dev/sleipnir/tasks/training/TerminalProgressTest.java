package dev.sleipnir.tasks.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
  private long seconds;

  private TerminalProgress progress(boolean quiet, int columns) {
    return new TerminalProgress(quiet, err, columns, () -> seconds * 1_000_000_000L);
  }

  private String shown() {
    return shown.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }

  @Test
  void withoutATerminalALineEveryTenSecondsAndAtTheEnd() {
    try (var progress = progress(false, 0)) {
      progress.start("epoch 1/2", 6000, "accuracy");
      for (seconds = 1; seconds <= 12; seconds++) {
        progress.step(seconds * 500, 0.25, 0.875);
      }
      seconds = 12;
    }
    assertEquals(
        """
        epoch 1/2: 5000/6000 samples, 500 samples/s, 2 s left, loss 0.2500, accuracy 87.50 %
        epoch 1/2: 6000/6000 samples, 500 samples/s, 12 s, loss 0.2500, accuracy 87.50 %
        """,
        shown());
  }

  @Test
  void whatWasNotMeasuredIsNotShown() {
    try (var progress = progress(false, 0)) {
      progress.start("test", 10, "accuracy");
      progress.step(0, Double.NaN, Double.NaN);
    }
    assertEquals("test: 0/10 samples, 0.00 samples/s, time left unknown\n", shown());
  }

  @Test
  void onATerminalABarNoWiderThanIt() {
    try (var progress = progress(false, 120)) {
      progress.start("epoch 1/2", 6000, "accuracy");
      progress.step(3000, 0.25, 0.875);
    }
    String last = shown().substring(shown().lastIndexOf('\r') + 1).stripTrailing();
    assertTrue(last.length() < 120, last);
    assertTrue(last.matches("epoch 1/2 \\[=+ +]  50 %, \\d+ samples/s, .*"), last);
    assertTrue(last.endsWith("loss 0.2500, accuracy 87.50 %"), last);
  }

  @Test
  void quietShowsNothing() {
    try (var progress = progress(true, 80)) {
      progress.start("epoch 1/2", 10, "accuracy");
      seconds = 60;
      progress.step(10, 0.25, 0.875);
    }
    assertEquals("", shown());
  }

  @Test
  void rejectsWhatCannotBe() {
    try (var progress = progress(false, 0)) {
      assertThrows(IllegalStateException.class, () -> progress.step(1, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> progress.start("x", 0, "accuracy"));
      progress.start("x", 10, "accuracy");
      var e = assertThrows(IllegalArgumentException.class, () -> progress.step(11, 0, 0));
      assertEquals("done: expected 0 to 10 samples, got 11", e.getMessage());
    }
  }
}
