package dev.sleipnir.kernels.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PoolShapeTest {
  @Test
  void outputSizes() {
    var s = new PoolShape(3, 28, 30, 2, 3, 2, 3, 0, 1, 1, 2);
    assertEquals(14, s.outputHeight());
    // (30 + 2 - 2 * 2 - 1) / 3 + 1
    assertEquals(10, s.outputWidth());
    assertEquals(28 * 30 * 3, s.inputSize());
    assertEquals(14 * 10 * 3, s.outputSize());
    assertEquals(1, new PoolShape(1, 4, 4, 4, 4, 9, 9, 0, 0, 1, 1).outputHeight());
    assertEquals(5, new PoolShape(1, 5, 5, 1, 1, 1, 1, 0, 0, Integer.MAX_VALUE, 1).outputHeight());
  }

  @Test
  void windowsAreThoseThatFit() {
    for (PoolShape s : Shapes.all()) {
      int last =
          (s.outputHeight() - 1) * s.strideHeight() + (s.kernelHeight() - 1) * s.dilationHeight();
      int rows = s.height() + 2 * s.paddingHeight();
      assertEquals(true, last < rows && last + s.strideHeight() >= rows, s.toString());
    }
  }

  private static void rejects(String message, int... sizes) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new PoolShape(
                    sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6], sizes[7],
                    sizes[8], sizes[9], sizes[10]));
    assertEquals(message, e.getMessage());
  }

  @Test
  void rejectsBadSizes() {
    rejects("channels: expected at least 1, got 0", 0, 6, 6, 2, 2, 2, 2, 0, 0, 1, 1);
    rejects("height: expected at least 1, got -1", 1, -1, 6, 2, 2, 2, 2, 0, 0, 1, 1);
    rejects("kernelWidth: expected at least 1, got 0", 1, 6, 6, 2, 0, 2, 2, 0, 0, 1, 1);
    rejects("strideHeight: expected at least 1, got 0", 1, 6, 6, 2, 2, 0, 2, 0, 0, 1, 1);
    rejects("dilationWidth: expected at least 1, got 0", 1, 6, 6, 2, 2, 2, 2, 0, 0, 1, 0);
    rejects(
        "paddingHeight: expected 0 to 1 (half of kernelHeight 3), got 2",
        1,
        6,
        6,
        3,
        2,
        2,
        2,
        2,
        0,
        1,
        1);
    rejects(
        "paddingWidth: expected 0 to 1 (half of kernelWidth 2), got -1",
        1,
        6,
        6,
        3,
        2,
        2,
        2,
        0,
        -1,
        1,
        1);
    rejects(
        "width: expected at least 7 for one window to fit, got 6", 1, 6, 6, 2, 3, 2, 2, 0, 0, 1, 3);
    rejects(
        "channels, height, width: expected at most 2^31 - 1 elements per image, got 2 x 32768 x"
            + " 32768",
        2,
        32768,
        32768,
        2,
        2,
        2,
        2,
        0,
        0,
        1,
        1);
  }
}
