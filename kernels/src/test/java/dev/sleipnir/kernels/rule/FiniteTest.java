package dev.sleipnir.kernels.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FiniteTest {
  private static final float[] BAD = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

  @Test
  void findsTheFirstThatIsNoNumber() {
    for (int n : new int[] {0, 1, 3, 4, 5, 15, 16, 17, 31, 67}) {
      float[] x = new float[n];
      for (int e = 0; e < n; e++) {
        x[e] = e % 3 == 0 ? Float.MAX_VALUE : e % 3 == 1 ? -Float.MIN_VALUE : -0f;
      }
      assertEquals(n, Finite.firstOther(x, 0, n));
      for (int at = 0; at < n; at++) {
        for (float bad : BAD) {
          float[] y = x.clone();
          Arrays.fill(y, at, n, bad);
          for (int from = 0; from <= at; from += 1 + at / 3) {
            assertEquals(at, Finite.firstOther(y, from, n), "from " + from + " of " + n);
            assertEquals(at, Finite.firstOther(y, from, at), "up to it");
          }
        }
      }
    }
    assertThrows(IndexOutOfBoundsException.class, () -> Finite.firstOther(new float[3], 1, 4));
  }
}
