package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
  private static final int[] COLUMNS = {1, 2, 10, 16, 17, 100};
  private static final int ROWS = 7;
  private static final int FROM = 2;
  private static final int TO = 6;
  private static final int IN_FROM = 3;
  private static final int OUT_FROM = 1;

  private static float[] logits(Random random, int columns) {
    float[] in = TestArrays.normal(random, IN_FROM + ROWS * columns);
    // The rows have very different sizes.
    float[] sizes = {1, 1, 1, 10, 1000, 1e-3f, 1};
    for (int i = IN_FROM; i < in.length; i++) {
      in[i] *= sizes[(i - IN_FROM) / columns];
    }
    return in;
  }

  private static double exactLogSumExp(float[] in, int at, int columns) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = at; i < at + columns; i++) {
      max = Math.max(max, in[i]);
    }
    double sum = 0;
    for (int i = at; i < at + columns; i++) {
      sum += StrictMath.exp(in[i] - max);
    }
    return max + StrictMath.log(sum);
  }

  private static double ulps(double exact, float got) {
    return Math.abs(exact - got) / Math.ulp((float) exact);
  }

  @Test
  void agreesWithDoublePrecision() {
    var random = new Random(6);
    for (int columns : COLUMNS) {
      float[] in = logits(random, columns);
      float[] softmax = new float[OUT_FROM + ROWS * columns];
      float[] logSoftmax = new float[OUT_FROM + ROWS * columns];
      Softmax.softmax(in, IN_FROM, softmax, OUT_FROM, columns, FROM, TO);
      Softmax.logSoftmax(in, IN_FROM, logSoftmax, OUT_FROM, columns, FROM, TO);
      for (int row = FROM; row < TO; row++) {
        double exact = exactLogSumExp(in, IN_FROM + row * columns, columns);
        float max = Reductions.max(in, IN_FROM + row * columns, columns);
        double sum = 0;
        for (int i = 0; i < columns; i++) {
          double x = in[IN_FROM + row * columns + i];
          int at = OUT_FROM + row * columns + i;
          // The rounding of x - max is part of the exponent.
          double p = StrictMath.exp(x - exact);
          double slack = Math.abs(x - max) * 0x1p-24 * p;
          assertEquals(p, softmax[at], 3 * Math.ulp((float) p) + slack, "softmax");
          assertEquals(x - exact, logSoftmax[at], 4e-7 * Math.max(1, Math.abs(x - max)), "log");
          sum += softmax[at];
        }
        assertEquals(1, sum, 1e-6);
      }
      // Rows outside [from, to) are left alone.
      for (int i = 0; i < softmax.length; i++) {
        if (i < OUT_FROM + FROM * columns || i >= OUT_FROM + TO * columns) {
          assertEquals(0f, softmax[i]);
          assertEquals(0f, logSoftmax[i]);
        }
      }
    }
  }

  @Test
  void hasTheBitsOfTheScalarTwin() {
    var random = new Random(7);
    for (int columns : COLUMNS) {
      float[] in = logits(random, columns);
      int length = OUT_FROM + ROWS * columns;
      float[] softmax = new float[length];
      float[] logSoftmax = new float[length];
      for (int row = FROM; row < TO; row++) {
        int inAt = IN_FROM + row * columns;
        int outAt = OUT_FROM + row * columns;
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < columns; i++) {
          max = Math.max(max, in[inAt + i]);
        }
        double sum = 0;
        for (int i = 0; i < columns; i++) {
          sum += Exp.exp(in[inAt + i] - max);
        }
        float logSum = Log.log((float) sum);
        for (int i = 0; i < columns; i++) {
          softmax[outAt + i] = Exp.exp(in[inAt + i] - max) / (float) sum;
          logSoftmax[outAt + i] = (in[inAt + i] - max) - logSum;
        }
      }
      float[] got = new float[length];
      Softmax.softmax(in, IN_FROM, got, OUT_FROM, columns, FROM, TO);
      SameBits.assertSame(softmax, got, "softmax, columns = " + columns);
      Softmax.logSoftmax(in, IN_FROM, got, OUT_FROM, columns, FROM, TO);
      SameBits.assertSame(logSoftmax, got, "logSoftmax, columns = " + columns);

      float[] inPlace = new float[length];
      System.arraycopy(
          in, IN_FROM + FROM * columns, inPlace, OUT_FROM + FROM * columns, (TO - FROM) * columns);
      Softmax.softmax(inPlace, OUT_FROM, inPlace, OUT_FROM, columns, FROM, TO);
      SameBits.assertSame(softmax, inPlace, "in place, columns = " + columns);

      float[] gradOut = TestArrays.normal(random, length);
      float[] expected = new float[length];
      for (int row = FROM; row < TO; row++) {
        int at = OUT_FROM + row * columns;
        double sum = 0;
        for (int i = 0; i < columns; i++) {
          sum += gradOut[at + i];
        }
        for (int i = 0; i < columns; i++) {
          expected[at + i] = Math.fma(-Exp.exp(logSoftmax[at + i]), (float) sum, gradOut[at + i]);
        }
      }
      float[] gradIn = new float[length];
      Softmax.logSoftmaxBackward(
          logSoftmax, OUT_FROM, gradOut, OUT_FROM, gradIn, OUT_FROM, columns, FROM, TO);
      SameBits.assertSame(expected, gradIn, "backward, columns = " + columns);
    }
  }

  @Test
  void backwardAgreesWithFiniteDifferences() {
    var random = new Random(8);
    int columns = 10;
    float[] in = TestArrays.normal(random, columns);
    float[] gradOut = TestArrays.normal(random, columns);
    float[] logSoftmax = new float[columns];
    float[] gradIn = new float[columns];
    Softmax.logSoftmax(in, 0, logSoftmax, 0, columns, 0, 1);
    Softmax.logSoftmaxBackward(logSoftmax, 0, gradOut, 0, gradIn, 0, columns, 0, 1);
    for (int j = 0; j < columns; j++) {
      double[] loss = new double[2];
      float step = 0x1p-8f;
      for (int side = 0; side < 2; side++) {
        float[] moved = in.clone();
        moved[j] += side == 0 ? step : -step;
        double logSumExp = exactLogSumExp(moved, 0, columns);
        for (int i = 0; i < columns; i++) {
          loss[side] += gradOut[i] * (moved[i] - logSumExp);
        }
      }
      assertEquals((loss[0] - loss[1]) / (2 * step), gradIn[j], 1e-4);
    }
  }

  @Test
  void survivesLargeValues() {
    float[] in = {3e38f, -3e38f, 0f, 1e4f, 1e4f, -1e4f};
    float[] out = new float[6];
    Softmax.softmax(in, 0, out, 0, 3, 0, 2);
    assertArrayEquals(new float[] {1, 0, 0, 0.5f, 0.5f, 0}, out);
    Softmax.logSoftmax(in, 0, out, 0, 3, 0, 2);
    assertEquals(0f, out[0]);
    assertTrue(ulps(-StrictMath.log(2), out[3]) <= 1);
    assertTrue(ulps(-2e4 - StrictMath.log(2), out[5]) <= 1);
  }

  @Test
  void rowsThatHaveNoSoftmaxGiveNaN() {
    float[] in = {Float.NaN, 1, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
    float[] out = new float[4];
    Softmax.softmax(in, 0, out, 0, 2, 0, 2);
    for (float x : out) {
      assertTrue(Float.isNaN(x));
    }
    // One impossible class is no trouble.
    Softmax.softmax(new float[] {0, Float.NEGATIVE_INFINITY}, 0, out, 0, 2, 0, 1);
    assertArrayEquals(new float[] {1, 0}, Arrays.copyOf(out, 2));
  }

  @Test
  void rejectsBadArguments() {
    float[] in = new float[20];
    float[] out = new float[20];
    Arrays.fill(out, 5f);
    float[] before = out.clone();
    assertThrows(IllegalArgumentException.class, () -> Softmax.softmax(in, 0, out, 0, 0, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> Softmax.softmax(in, 0, out, 1, 10, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class, () -> Softmax.logSoftmax(in, 0, out, 0, 10, 2, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Softmax.logSoftmax(out, 0, out, 0, 10, 0, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Softmax.logSoftmaxBackward(out, 0, in, 0, out, 5, 10, 0, 1));
    assertArrayEquals(before, out);
  }
}
