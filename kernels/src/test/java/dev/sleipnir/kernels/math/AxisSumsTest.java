package dev.sleipnir.kernels.math;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AxisSumsTest {
  /** Sums of 64 values, sums of 64 of those, and the sum of these. */
  private static float sum(float[] in, int at, int length, int stride) {
    float total = 0;
    for (int b = 0; b < length; b += 4096) {
      float runs = 0;
      for (int r = b; r < Math.min(length, b + 4096); r += 64) {
        float run = 0;
        for (int i = r; i < Math.min(length, r + 64) && i < b + 4096; i++) {
          run += in[at + i * stride];
        }
        runs += run;
      }
      total += runs;
    }
    return total;
  }

  @Test
  void equalsScalarTwin() {
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 63, 64, 65, 129, 4097}) {
      for (int inner : new int[] {2, 3, 16, 17, 33}) {
        float[] in = TestArrays.normal(random, 3 * length * inner);
        float[] expected = new float[3 * inner];
        for (int e = inner; e < expected.length; e++) {
          expected[e] = sum(in, (e / inner * length) * inner + e % inner, length, inner);
        }
        float[] out = new float[3 * inner];
        AxisSums.sum(in, length, inner, out, 1, 3);
        assertSame(expected, out, length + " x " + inner);
      }
    }
  }

  @Test
  void sumsOfConsecutiveValues() {
    Random random = new Random(2);
    for (int length : new int[] {0, 1, 65, 4096, 9000}) {
      float[] in = TestArrays.normal(random, 2 * length);
      float[] expected = new float[2];
      for (int o = 0; o < 2; o++) {
        for (int i = 0; i < length; i += 4096) {
          expected[o] += Reductions.sum(in, o * length + i, Math.min(4096, length - i));
        }
      }
      float[] out = new float[2];
      AxisSums.sum(in, length, 1, out, 0, 2);
      assertSame(expected, out, "length " + length);
    }
  }

  @Test
  void worksInPlace() {
    float[] in = TestArrays.normal(new Random(3), 2 * 5 * 19);
    float[] expected = new float[2 * 19];
    AxisSums.sum(in, 5, 19, expected, 0, 2);
    AxisSums.sum(in, 5, 19, in, 0, 2);
    assertSame(expected, Arrays.copyOf(in, expected.length), "in place");
  }

  @Test
  void rejectsWhatDoesNotFit() {
    float[] in = new float[6];
    float[] out = new float[2];
    assertThrows(IllegalArgumentException.class, () -> AxisSums.sum(in, -1, 1, out, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> AxisSums.sum(in, 3, 2, out, 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> AxisSums.sum(in, 1, 3, out, 0, 1));
  }
}
