package dev.sleipnir.kernels.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AvgPoolTest {
  private static final int IMAGES = 3;
  private static final int FROM = 1;
  private static final int TO = 3;
  private static final int IN_FROM = 2;
  private static final int OUT_FROM = 5;

  private static void forwardTwin(PoolShape s, float[] in, float[] out) {
    for (int image = FROM; image < TO; image++) {
      for (int y = 0; y < s.outputHeight(); y++) {
        for (int x = 0; x < s.outputWidth(); x++) {
          for (int c = 0; c < s.channels(); c++) {
            float sum = 0f;
            for (int ky = 0; ky < s.kernelHeight(); ky++) {
              for (int kx = 0; kx < s.kernelWidth(); kx++) {
                int tap = Shapes.tap(s, image, y, x, ky, kx, c);
                sum += tap < 0 ? 0f : in[IN_FROM + tap];
              }
            }
            out[OUT_FROM + Shapes.output(s, image, y, x, c)] =
                sum / (s.kernelHeight() * s.kernelWidth());
          }
        }
      }
    }
  }

  private static void backwardTwin(PoolShape s, float[] gradOut, float[] gradIn) {
    Arrays.fill(gradIn, IN_FROM + FROM * s.inputSize(), IN_FROM + TO * s.inputSize(), 0f);
    for (int image = FROM; image < TO; image++) {
      for (int y = 0; y < s.outputHeight(); y++) {
        for (int x = 0; x < s.outputWidth(); x++) {
          for (int c = 0; c < s.channels(); c++) {
            float share =
                gradOut[OUT_FROM + Shapes.output(s, image, y, x, c)]
                    / (s.kernelHeight() * s.kernelWidth());
            for (int ky = 0; ky < s.kernelHeight(); ky++) {
              for (int kx = 0; kx < s.kernelWidth(); kx++) {
                int tap = Shapes.tap(s, image, y, x, ky, kx, c);
                if (tap >= 0) {
                  gradIn[IN_FROM + tap] += share;
                }
              }
            }
          }
        }
      }
    }
  }

  @Test
  void equalsTheTwin() {
    var random = new Random(14);
    for (PoolShape s : Shapes.all()) {
      float[] in = TestArrays.normal(random, IN_FROM + IMAGES * s.inputSize());
      float[] out = TestArrays.normal(random, OUT_FROM + IMAGES * s.outputSize() + 1);
      float[] expected = out.clone();
      forwardTwin(s, in, expected);
      AvgPool.forward(s, in, IN_FROM, out, OUT_FROM, FROM, TO);
      SameBits.assertSame(expected, out, s.toString());

      float[] gradOut = TestArrays.normal(random, OUT_FROM + IMAGES * s.outputSize());
      float[] gradIn = TestArrays.normal(random, in.length + 1);
      float[] expectedGradIn = gradIn.clone();
      backwardTwin(s, gradOut, expectedGradIn);
      AvgPool.backward(s, gradOut, OUT_FROM, gradIn, IN_FROM, FROM, TO);
      SameBits.assertSame(expectedGradIn, gradIn, "backward, " + s);
    }
  }

  @Test
  void backwardIsTheAdjoint() {
    var random = new Random(15);
    for (PoolShape s : Shapes.all()) {
      float[] x = TestArrays.normal(random, s.inputSize());
      float[] y = TestArrays.normal(random, s.outputSize());
      float[] forward = new float[s.outputSize()];
      float[] backward = new float[s.inputSize()];
      AvgPool.forward(s, x, 0, forward, 0, 0, 1);
      AvgPool.backward(s, y, 0, backward, 0, 0, 1);
      double left = 0;
      double size = 0;
      for (int i = 0; i < y.length; i++) {
        left += (double) forward[i] * y[i];
        size += Math.abs((double) forward[i] * y[i]);
      }
      double right = 0;
      for (int i = 0; i < x.length; i++) {
        right += (double) x[i] * backward[i];
      }
      assertEquals(left, right, 1e-5 * size, s.toString());
    }
  }

  @Test
  void paddingCountsAsZeros() {
    var s = new PoolShape(1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1);
    float[] out = new float[4];
    AvgPool.forward(s, new float[] {4, 8, 12, 16}, 0, out, 0, 0, 1);
    assertArrayEquals(new float[] {1, 2, 3, 4}, out);
  }

  @Test
  void rejectsBadArguments() {
    var s = new PoolShape(2, 4, 4, 2, 2, 2, 2, 0, 0, 1, 1);
    float[] in = new float[2 * s.inputSize()];
    float[] out = {1f, 2f};
    assertThrows(IndexOutOfBoundsException.class, () -> AvgPool.forward(s, in, 0, out, 0, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> AvgPool.backward(s, in, 0, out, 0, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> AvgPool.forward(s, in, 0, in, 0, -1, 1));
    assertArrayEquals(new float[] {1f, 2f}, out);
  }
}
