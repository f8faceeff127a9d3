package dev.sleipnir.kernels.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConvShapeTest {
  @Test
  void sizes() {
    var s = new ConvShape(3, 28, 30, 8, 5, 4, 2, 3, 1, 2, 2, 1);
    assertEquals(30, s.paddedHeight());
    assertEquals(34, s.paddedWidth());
    // (30 - 4 * 2 - 1) / 2 + 1 and (34 - 3 - 1) / 3 + 1
    assertEquals(11, s.outputHeight());
    assertEquals(11, s.outputWidth());
    assertEquals(121, s.positions());
    assertEquals(60, s.depth());
    assertEquals(28 * 30 * 3, s.inputSize());
    assertEquals(30 * 34 * 3, s.paddedSize());
    assertEquals(121 * 8, s.outputSize());
    assertEquals(480, s.weightSize());
    assertTrue(s.isPadded());
    assertTrue(new ConvShape(1, 4, 4, 1, 2, 2, 1, 1, 0, 1, 1, 1).isPadded());
    assertFalse(new ConvShape(1, 4, 4, 1, 2, 2, 1, 1, 0, 0, 1, 1).isPadded());
    assertEquals(1, new ConvShape(1, 4, 4, 1, 4, 4, 9, 9, 0, 0, 1, 1).positions());
  }

  @Test
  void everyWindowThatFitsCounts() {
    for (ConvShape s : ConvShapes.all()) {
      int last =
          (s.outputHeight() - 1) * s.strideHeight() + (s.kernelHeight() - 1) * s.dilationHeight();
      assertTrue(last < s.paddedHeight() && last + s.strideHeight() >= s.paddedHeight(), "" + s);
      last = (s.outputWidth() - 1) * s.strideWidth() + (s.kernelWidth() - 1) * s.dilationWidth();
      assertTrue(last < s.paddedWidth() && last + s.strideWidth() >= s.paddedWidth(), "" + s);
    }
  }

  private static final String[] NAMES = {
    "inChannels",
    "height",
    "width",
    "outChannels",
    "kernelHeight",
    "kernelWidth",
    "strideHeight",
    "strideWidth",
    "paddingHeight",
    "paddingWidth",
    "dilationHeight",
    "dilationWidth"
  };

  private static void rejects(String message, int... sizes) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new ConvShape(
                    sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6], sizes[7],
                    sizes[8], sizes[9], sizes[10], sizes[11]));
    assertEquals(message, e.getMessage());
  }

  @Test
  void rejectsBadSizes() {
    for (int i = 0; i < NAMES.length; i++) {
      int[] sizes = {2, 6, 6, 2, 3, 3, 1, 1, 1, 1, 1, 1};
      int least = NAMES[i].startsWith("padding") ? 0 : 1;
      sizes[i] = least - 1;
      rejects(NAMES[i] + ": expected at least " + least + ", got " + (least - 1), sizes);
    }
    rejects(
        "height: expected at least the kernel's extent 9 with padding, got 8",
        new int[] {2, 6, 6, 2, 3, 3, 1, 1, 1, 1, 4, 1});
    rejects(
        "width: expected at least the kernel's extent 7 with padding, got 6",
        new int[] {2, 6, 6, 2, 3, 4, 1, 1, 1, 0, 1, 2});
  }

  @Test
  void rejectsSizesThatDoNotFitAnInt() {
    int huge = Integer.MAX_VALUE;
    rejects(
        "height: expected at least the kernel's extent 4294967295 with padding, got 6",
        new int[] {1, 6, 6, 1, 3, 3, 1, 1, 0, 0, huge, 1});
    rejects(
        "padded input: expected at most 2147483647 floats per image, got 1 x 4294967300 x 6",
        new int[] {1, 6, 6, 1, 3, 3, 1, 1, huge, 0, 1, 1});
    rejects(
        "padded input: expected at most 2147483647 floats per image, got 3 x 32768 x 32768",
        new int[] {3, 32768, 32768, 1, 3, 3, 1, 1, 0, 0, 1, 1});
    rejects(
        "output: expected at most 2147483647 floats per image, got 3 x 32768 x 32768",
        new int[] {1, 32768, 32768, 3, 1, 1, 1, 1, 0, 0, 1, 1});
    rejects(
        "weights: expected at most 2147483647 floats, got 100000 x 100000 x 3 x 3",
        new int[] {100000, 6, 6, 100000, 3, 3, 1, 1, 0, 0, 1, 1});
  }
}
