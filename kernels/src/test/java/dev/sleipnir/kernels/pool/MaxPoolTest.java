package dev.sleipnir.kernels.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaxPoolTest {
  private static final int IMAGES = 3;
  private static final int FROM = 1;
  private static final int TO = 3;
  private static final int IN_FROM = 2;
  private static final int OUT_FROM = 5;
  private static final int ARG_FROM = 3;

  /** A byte no winner can have. */
  private static final byte UNTOUCHED = 99;

  private static void forwardTwin(PoolShape s, float[] in, float[] out, byte[] argMax) {
    for (int image = FROM; image < TO; image++) {
      for (int y = 0; y < s.outputHeight(); y++) {
        for (int x = 0; x < s.outputWidth(); x++) {
          for (int c = 0; c < s.channels(); c++) {
            float best = Float.NEGATIVE_INFINITY;
            int winner = -1;
            for (int ky = 0; ky < s.kernelHeight(); ky++) {
              for (int kx = 0; kx < s.kernelWidth(); kx++) {
                int tap = Shapes.tap(s, image, y, x, ky, kx, c);
                if (tap < 0) {
                  continue;
                }
                float value = in[IN_FROM + tap];
                if (winner < 0 || value > best || (Float.isNaN(value) && !Float.isNaN(best))) {
                  best = value;
                  winner = ky * s.kernelWidth() + kx;
                }
              }
            }
            int at = Shapes.output(s, image, y, x, c);
            out[OUT_FROM + at] = best;
            argMax[ARG_FROM + at] = (byte) winner;
          }
        }
      }
    }
  }

  private static void backwardTwin(PoolShape s, float[] gradOut, byte[] argMax, float[] gradIn) {
    Arrays.fill(gradIn, IN_FROM + FROM * s.inputSize(), IN_FROM + TO * s.inputSize(), 0f);
    for (int image = FROM; image < TO; image++) {
      for (int y = 0; y < s.outputHeight(); y++) {
        for (int x = 0; x < s.outputWidth(); x++) {
          for (int c = 0; c < s.channels(); c++) {
            int at = Shapes.output(s, image, y, x, c);
            int winner = argMax[ARG_FROM + at];
            if (winner >= 0) {
              int ky = winner / s.kernelWidth();
              int kx = winner % s.kernelWidth();
              gradIn[IN_FROM + Shapes.tap(s, image, y, x, ky, kx, c)] += gradOut[OUT_FROM + at];
            }
          }
        }
      }
    }
  }

  @Test
  void forwardEqualsTheTwin() {
    var random = new Random(10);
    for (PoolShape s : Shapes.all()) {
      for (boolean wild : new boolean[] {false, true}) {
        int inLength = IN_FROM + IMAGES * s.inputSize();
        float[] in = wild ? TestArrays.wild(random, inLength) : TestArrays.normal(random, inLength);
        // Coarse values, so that there are ties. No -0: of 0 and -0 the record keeps the first,
        // while
        // the maximum without a record is always 0.
        for (int i = 0; i < in.length; i++) {
          if (!wild) {
            in[i] = Math.round(in[i] * 2);
          } else if (in[i] == 0f) {
            in[i] = 0f;
          }
        }
        float[] out = new float[OUT_FROM + IMAGES * s.outputSize() + 1];
        byte[] argMax = new byte[ARG_FROM + IMAGES * s.outputSize() + 1];
        Arrays.fill(out, 77f);
        Arrays.fill(argMax, UNTOUCHED);
        float[] expectedOut = out.clone();
        byte[] expectedArgMax = argMax.clone();
        float[] evaluated = out.clone();
        forwardTwin(s, in, expectedOut, expectedArgMax);
        MaxPool.forward(s, in, IN_FROM, out, OUT_FROM, argMax, ARG_FROM, FROM, TO);
        SameBits.assertSame(expectedOut, out, s.toString());
        assertArrayEquals(expectedArgMax, argMax, s.toString());
        MaxPool.forward(s, in, IN_FROM, evaluated, OUT_FROM, FROM, TO);
        SameBits.assertSame(expectedOut, evaluated, "without winners, " + s);
      }
    }
  }

  @Test
  void imagesInTheMiddleLeaveTheRestAlone() {
    var s = new PoolShape(20, 4, 4, 2, 2, 2, 2, 0, 0, 1, 1);
    float[] in = TestArrays.normal(new Random(11), IMAGES * s.inputSize());
    float[] out = new float[IMAGES * s.outputSize()];
    byte[] argMax = new byte[IMAGES * s.outputSize()];
    Arrays.fill(out, 77f);
    Arrays.fill(argMax, UNTOUCHED);
    MaxPool.forward(s, in, 0, out, 0, argMax, 0, 1, 2);
    for (int i = 0; i < out.length; i++) {
      boolean inside = i >= s.outputSize() && i < 2 * s.outputSize();
      assertEquals(inside, out[i] != 77f);
      assertEquals(inside, argMax[i] != UNTOUCHED);
    }
  }

  @Test
  void backwardEqualsTheTwin() {
    var random = new Random(12);
    for (PoolShape s : Shapes.all()) {
      float[] in = TestArrays.normal(random, IN_FROM + IMAGES * s.inputSize());
      float[] out = new float[OUT_FROM + IMAGES * s.outputSize()];
      byte[] argMax = new byte[ARG_FROM + IMAGES * s.outputSize()];
      forwardTwin(s, in, out, argMax);
      float[] gradOut = TestArrays.normal(random, out.length);
      float[] gradIn = TestArrays.normal(random, in.length + 1);
      float[] expected = gradIn.clone();
      backwardTwin(s, gradOut, argMax, expected);
      MaxPool.backward(s, gradOut, OUT_FROM, argMax, ARG_FROM, gradIn, IN_FROM, FROM, TO);
      SameBits.assertSame(expected, gradIn, s.toString());
    }
  }

  @Test
  void backwardAgreesWithFiniteDifferences() {
    var s = new PoolShape(5, 5, 4, 3, 2, 2, 1, 1, 1, 1, 2);
    var random = new Random(13);
    float[] in = new float[s.inputSize()];
    for (int i = 0; i < in.length; i++) {
      // All distinct, further apart than the step.
      in[i] = i;
    }
    for (int i = in.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float swapped = in[i];
      in[i] = in[j];
      in[j] = swapped;
    }
    float[] gradOut = TestArrays.normal(random, s.outputSize());
    float[] out = new float[s.outputSize()];
    byte[] argMax = new byte[s.outputSize()];
    float[] gradIn = new float[s.inputSize()];
    MaxPool.forward(s, in, 0, out, 0, argMax, 0, 0, 1);
    MaxPool.backward(s, gradOut, 0, argMax, 0, gradIn, 0, 0, 1);
    float step = 0.25f;
    for (int j = 0; j < in.length; j++) {
      double[] loss = new double[2];
      for (int side = 0; side < 2; side++) {
        float[] moved = in.clone();
        moved[j] += side == 0 ? step : -step;
        MaxPool.forward(s, moved, 0, out, 0, 0, 1);
        for (int i = 0; i < out.length; i++) {
          loss[side] += (double) gradOut[i] * out[i];
        }
      }
      assertEquals((loss[0] - loss[1]) / (2 * step), gradIn[j], 1e-5, "at " + j);
    }
  }

  @Test
  void rejectsBadArguments() {
    var s = new PoolShape(2, 4, 4, 2, 2, 2, 2, 0, 0, 1, 1);
    float[] in = new float[2 * s.inputSize()];
    float[] out = new float[2 * s.outputSize()];
    Arrays.fill(out, 3f);
    float[] before = out.clone();
    byte[] argMax = new byte[2 * s.outputSize()];
    var e =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> MaxPool.forward(s, in, 1, out, 0, argMax, 0, 0, 2));
    assertEquals("in: expected a range inside [0, 64), got [1, 65)", e.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> MaxPool.forward(s, in, 0, out, 0, 0, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> MaxPool.forward(s, in, 0, out, 0, 2, 1));
    assertThrows(
        IndexOutOfBoundsException.class, () -> MaxPool.forward(s, in, 0, out, 0, argMax, -1, 0, 1));
    assertThrows(
        IndexOutOfBoundsException.class, () -> MaxPool.backward(s, in, 0, argMax, 0, out, 0, 0, 1));
    var large = new PoolShape(1, 12, 12, 12, 12, 1, 1, 0, 0, 1, 1);
    var taps =
        assertThrows(
            IllegalArgumentException.class,
            () -> MaxPool.forward(large, new float[144], 0, out, 0, argMax, 0, 0, 1));
    assertEquals(
        "kernelHeight, kernelWidth: expected at most 127 taps for their winners to be recorded,"
            + " got 12 x 12",
        taps.getMessage());
    assertArrayEquals(before, out);
    // Without winners the window may be of any size.
    MaxPool.forward(large, new float[144], 0, out, 0, 0, 1);
    assertEquals(0f, out[0]);
  }
}
