package dev.sleipnir.kernels.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReductionsTest {
  private static final int FROM = 3;

  private static float fold(float[] lanes) {
    for (int half = lanes.length / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    return lanes[0];
  }

  private static float sumTwin(float[] a, int from, int n) {
    float[] lanes = new float[16];
    int i = 0;
    for (; i < n - n % 16; i++) {
      lanes[i % 16] += a[from + i];
    }
    float sum = fold(lanes);
    for (; i < n; i++) {
      sum += a[from + i];
    }
    return sum;
  }

  @Test
  void sumsHaveTheBitsOfSixteenLanes() {
    var random = new Random(2);
    for (int n = 0; n < 100; n++) {
      // Neither elements after the range nor the end of the array matter.
      float[] a = TestArrays.normal(random, FROM + n);
      float[] longer = Arrays.copyOf(a, a.length + 40);
      Arrays.fill(longer, a.length, longer.length, Float.NaN);
      String what = "n = " + n;
      SameBits.assertSame(sumTwin(a, FROM, n), Reductions.sum(a, FROM, n), what);
      SameBits.assertSame(sumTwin(a, FROM, n), Reductions.sum(longer, FROM, n), what);
      double reference = 0;
      for (int i = FROM; i < FROM + n; i++) {
        reference += (double) a[i] * a[i];
      }
      assertEquals(reference, Reductions.sumOfSquaresAsDouble(a, FROM, n), 1e-14 * reference, what);
    }
  }

  @Test
  void sumOfNegativeZerosIsZero() {
    float[] a = new float[20];
    Arrays.fill(a, -0f);
    SameBits.assertSame(0f, Reductions.sum(a, 0, 16), "16");
    SameBits.assertSame(0f, Reductions.sum(a, 0, 20), "20");
  }

  @Test
  void sumsCarryInfinityAndNaN() {
    float[] a = new float[35];
    a[33] = Float.POSITIVE_INFINITY;
    SameBits.assertSame(Float.POSITIVE_INFINITY, Reductions.sum(a, 0, 35), "infinity");
    a[2] = Float.NEGATIVE_INFINITY;
    SameBits.assertSame(Float.NaN, Reductions.sum(a, 0, 35), "infinities of both signs");
  }

  @Test
  void maxAndArgMax() {
    var random = new Random(3);
    for (int n = 0; n < 70; n++) {
      for (int repeat = 0; repeat < 4; repeat++) {
        float[] a =
            repeat == 0 ? TestArrays.wild(random, FROM + n) : TestArrays.normal(random, FROM + n);
        if (repeat == 2) {
          // Few distinct values, so that there are ties.
          for (int i = 0; i < a.length; i++) {
            a[i] = Math.round(a[i]);
          }
        }
        float max = Float.NEGATIVE_INFINITY;
        int argMax = 0;
        for (int i = 0; i < n; i++) {
          float x = a[FROM + i];
          float best = a[FROM + argMax];
          if (x > best || (Float.isNaN(x) && !Float.isNaN(best))) {
            argMax = i;
          }
          max = Math.max(max, x);
        }
        SameBits.assertSame(max, Reductions.max(a, FROM, n), "max, n = " + n);
        if (n > 0) {
          assertEquals(argMax, Reductions.argMax(a, FROM, n), "argMax, n = " + n);
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Reductions.argMax(new float[3], 0, 0));
  }

  @Test
  void findsNonFiniteElementsAnywhere() {
    for (int n = 0; n < 40; n++) {
      float[] a = new float[n + 2];
      Arrays.fill(a, -Float.MAX_VALUE);
      a[0] = Float.NaN;
      a[n + 1] = Float.NaN;
      assertTrue(Reductions.allFinite(a, 1, n));
      for (int i = 1; i <= n; i++) {
        for (float bad :
            new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
          a[i] = bad;
          assertFalse(Reductions.allFinite(a, 1, n), "n = " + n + ", " + bad + " at " + i);
        }
        a[i] = 1f;
      }
    }
  }

  @Test
  void findsElementsThatReachABoundAnywhere() {
    for (int exponent : new int[] {1, 50, 127, 128}) {
      float below = Math.nextDown(Math.scalb(1f, exponent - 1) * 2);
      float largest = exponent == 128 ? Float.MAX_VALUE : below;
      float bound = Math.nextUp(largest);
      for (int n = 0; n < 40; n++) {
        float[] a = new float[n + 2];
        Arrays.fill(a, -largest);
        a[0] = Float.NaN;
        a[n + 1] = Float.NaN;
        assertTrue(Reductions.allBelow(a, 1, n, exponent), "n = " + n + ", 2^" + exponent);
        for (int i = 1; i <= n; i++) {
          for (float bad : new float[] {bound, -bound, Float.NaN, Float.NEGATIVE_INFINITY}) {
            a[i] = bad;
            assertFalse(Reductions.allBelow(a, 1, n, exponent), "n = " + n + ", " + bad);
          }
          a[i] = 1f;
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Reductions.allBelow(new float[1], 0, 1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> Reductions.allBelow(new float[1], 0, 1, 129));
  }

  @Test
  void namesTheFirstNonFiniteElement() {
    float[] a = new float[20];
    a[0] = Float.NaN;
    assertEquals(-1, Reductions.firstNonFinite(a, 1, 19));
    assertEquals(-1, Reductions.firstNonFinite(a, 3, 0));
    a[17] = Float.NEGATIVE_INFINITY;
    a[18] = Float.NaN;
    assertEquals(15, Reductions.firstNonFinite(a, 2, 18));
    assertEquals(0, Reductions.firstNonFinite(a, 0, 20));
    assertThrows(IndexOutOfBoundsException.class, () -> Reductions.firstNonFinite(a, 1, 20));
  }

  @Test
  void findsTheFirstNonFiniteElementWhereverItIs() {
    float[] others = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int n : new int[] {0, 1, 3, 4, 5, 15, 16, 17, 31, 67}) {
      float[] x = new float[n];
      for (int e = 0; e < n; e++) {
        x[e] = e % 3 == 0 ? Float.MAX_VALUE : e % 3 == 1 ? -Float.MIN_VALUE : -0f;
      }
      assertEquals(-1, Reductions.firstNonFinite(x, 0, n));
      for (int at = 0; at < n; at++) {
        for (float other : others) {
          float[] y = x.clone();
          Arrays.fill(y, at, n, other);
          for (int from = 0; from <= at; from += 1 + at / 3) {
            assertEquals(at - from, Reductions.firstNonFinite(y, from, n - from), "of " + n);
            assertEquals(-1, Reductions.firstNonFinite(y, from, at - from), "up to it");
          }
        }
      }
    }
  }

  @Test
  void rejectsBadRanges() {
    float[] a = new float[5];
    assertThrows(IndexOutOfBoundsException.class, () -> Reductions.sum(a, 1, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> Reductions.max(a, -1, 2));
    assertThrows(IllegalArgumentException.class, () -> Reductions.sumOfSquaresAsDouble(a, 0, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> Reductions.argMax(a, 3, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> Reductions.allFinite(a, 0, 6));
  }
}
