package dev.sleipnir.tasks.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final String FIGURES = "loss 0.2500, accuracy 87.50 %";

  @Test
  void theBarFillsTheWidth() {
    var line = new ProgressLine("epoch 1/2", 30_000, 60_000, "samples", 10, FIGURES);
    assertEquals(
        "epoch 1/2 [=====     ]  50 %, 3000 samples/s, 10 s left, loss 0.2500, accuracy 87.50 %",
        line.bar(86));
    assertEquals(120, line.bar(120).length());
  }

  @Test
  void aNarrowTerminalGetsTheTextAlone() {
    var line = new ProgressLine("epoch 1/2", 30_000, 60_000, "samples", 10, FIGURES);
    assertEquals(
        "epoch 1/2  50 %, 3000 samples/s, 10 s left, loss 0.2500, accuracy 87.50 %", line.bar(79));
    assertEquals("epoch 1/2  50 %, 300", line.bar(20));
  }

  @Test
  void longTimesAreReadAsAClock() {
    assertEquals(
        "x: 10/100 samples, 0.10 samples/s, 15:00 min left",
        new ProgressLine("x", 10, 100, "samples", 100, "").full());
    assertEquals(
        "x: 10/100 samples, 0.01 samples/s, 2:30:00 h left",
        new ProgressLine("x", 10, 100, "samples", 1000, "").full());
  }
}
