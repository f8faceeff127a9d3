package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElementwiseTest {
  private static final int A_FROM = 3;
  private static final int B_FROM = 5;
  private static final int OUT_FROM = 2;

  @FunctionalInterface
  private interface Kernel {
    void run(float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n);
  }

  @FunctionalInterface
  private interface Twin {
    float at(float a, float b, float out);
  }

  private static void check(Kernel kernel, Twin twin) {
    var random = new Random(1);
    for (int n : TestArrays.sizes()) {
      float[] a = TestArrays.wild(random, A_FROM + n + 1);
      float[] b = TestArrays.wild(random, B_FROM + n);
      float[] got = TestArrays.normal(random, OUT_FROM + n + 4);
      float[] expected = got.clone();
      for (int i = 0; i < n; i++) {
        expected[OUT_FROM + i] = twin.at(a[A_FROM + i], b[B_FROM + i], expected[OUT_FROM + i]);
      }
      kernel.run(a, A_FROM, b, B_FROM, got, OUT_FROM, n);
      SameBits.assertSame(expected, got, "n = " + n);

      // In place on the first operand.
      float[] inPlace = a.clone();
      float[] expectedInPlace = a.clone();
      for (int i = A_FROM; i < A_FROM + n; i++) {
        expectedInPlace[i] = twin.at(a[i], b[B_FROM + i - A_FROM], a[i]);
      }
      kernel.run(inPlace, A_FROM, b, B_FROM, inPlace, A_FROM, n);
      SameBits.assertSame(expectedInPlace, inPlace, "in place, n = " + n);
    }
  }

  @Test
  void addsSubtractsMultiplies() {
    check(Elementwise::add, (a, b, out) -> a + b);
    check(Elementwise::subtract, (a, b, out) -> a - b);
    check(Elementwise::multiply, (a, b, out) -> a * b);
  }

  @Test
  void scales() {
    check(
        (a, aFrom, b, bFrom, out, outFrom, n) -> Elementwise.scale(a, aFrom, 1.7f, out, outFrom, n),
        (a, b, out) -> a * 1.7f);
  }

  @Test
  void clamps() {
    check(
        (a, aFrom, b, bFrom, out, outFrom, n) ->
            Elementwise.clamp(a, aFrom, -0.5f, 0.25f, out, outFrom, n),
        (a, b, out) -> Math.min(Math.max(a, -0.5f), 0.25f));
    float[] a = {1, 2};
    assertEquals(
        "low: expected at most high (1.0), got 2.0",
        assertThrows(IllegalArgumentException.class, () -> Elementwise.clamp(a, 0, 2f, 1f, a, 0, 2))
            .getMessage());
  }

  @Test
  void rejectsBadRangesAndChangesNothing() {
    float[] a = new float[10];
    float[] out = {1, 2, 3};
    var outside =
        assertThrows(IndexOutOfBoundsException.class, () -> Elementwise.scale(a, 0, 2f, out, 1, 3));
    assertEquals("out: expected a range inside [0, 3), got [1, 4)", outside.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> Elementwise.add(a, -1, a, 0, out, 0, 3));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Elementwise.scale(a, Integer.MAX_VALUE, 1f, out, 0, 3));
    var negative =
        assertThrows(
            IllegalArgumentException.class, () -> Elementwise.multiply(a, 0, a, 0, out, 0, -1));
    assertEquals("n: expected at least 0, got -1", negative.getMessage());
    assertArrayEquals(new float[] {1, 2, 3}, out);
  }
}
