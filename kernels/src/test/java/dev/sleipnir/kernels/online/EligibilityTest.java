package dev.sleipnir.kernels.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EligibilityTest {
  private static final int POST = 5;
  private static final int FROM = 1;
  private static final int TO = 4;
  private static final int VECTOR = 2;
  private static final int TRACE = 3;
  private static final int MATRIX = 7;
  private static final float KAPPA = 0.9f;
  private static final float RHO = 0.97f;
  private static final float BETA = 0.3f;

  private final Random random = new Random(3);

  @Test
  void lifRows() {
    for (int pre : TestArrays.sizes()) {
      float[] psi = TestArrays.normal(random, VECTOR + POST);
      float[] trace = TestArrays.wild(random, TRACE + pre);
      float[] got = TestArrays.wild(random, MATRIX + POST * pre);
      float[] expected = got.clone();
      for (int j = FROM; j < TO; j++) {
        for (int i = 0; i < pre; i++) {
          int at = MATRIX + j * pre + i;
          expected[at] = Math.fma(psi[VECTOR + j], trace[TRACE + i], KAPPA * expected[at]);
        }
      }
      Eligibility.lif(KAPPA, psi, VECTOR, trace, TRACE, got, MATRIX, pre, FROM, TO);
      SameBits.assertSame(expected, got, "pre = " + pre);
    }
  }

  @Test
  void alifRows() {
    for (int pre : TestArrays.sizes()) {
      float[] psi = TestArrays.normal(random, VECTOR + POST);
      float[] trace = TestArrays.wild(random, TRACE + pre);
      float[] adaptation = TestArrays.wild(random, MATRIX + POST * pre);
      float[] filtered = TestArrays.wild(random, MATRIX + POST * pre);
      float[] adapted = adaptation.clone();
      float[] expected = filtered.clone();
      for (int j = FROM; j < TO; j++) {
        for (int i = 0; i < pre; i++) {
          int at = MATRIX + j * pre + i;
          float e = psi[VECTOR + j] * Math.fma(-BETA, adapted[at], trace[TRACE + i]);
          adapted[at] = Math.fma(RHO, adapted[at], e);
          expected[at] = Math.fma(KAPPA, expected[at], e);
        }
      }
      Eligibility.alif(
          KAPPA, RHO, BETA, psi, VECTOR, trace, TRACE, adaptation, filtered, MATRIX, pre, FROM, TO);
      SameBits.assertSame(adapted, adaptation, "adaptation, pre = " + pre);
      SameBits.assertSame(expected, filtered, "filtered, pre = " + pre);
    }
  }

  @Test
  void gradientRows() {
    for (int pre : TestArrays.sizes()) {
      float[] signal = TestArrays.normal(random, VECTOR + POST);
      float[] filtered = TestArrays.wild(random, MATRIX + POST * pre);
      float[] got = TestArrays.wild(random, POST * pre);
      float[] expected = got.clone();
      for (int j = FROM; j < TO; j++) {
        for (int i = 0; i < pre; i++) {
          int at = j * pre + i;
          expected[at] = Math.fma(signal[VECTOR + j], filtered[MATRIX + at], expected[at]);
        }
      }
      Eligibility.accumulate(signal, VECTOR, filtered, MATRIX, got, pre, FROM, TO);
      SameBits.assertSame(expected, got, "pre = " + pre);
    }
  }

  @Test
  void rejectsBadRangesAndChangesNothing() {
    float[] psi = {1, 1};
    float[] trace = {1, 2, 3};
    float[] matrix = new float[6];
    var rows =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> Eligibility.lif(1, psi, 0, trace, 0, matrix, 1, 3, 0, 2));
    assertEquals("filtered: expected a range inside [0, 6), got [1, 7)", rows.getMessage());
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Eligibility.lif(1, psi, 0, trace, 1, matrix, 0, 3, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Eligibility.lif(1, psi, 1, trace, 0, matrix, 0, 3, 0, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Eligibility.lif(1, psi, 0, trace, 0, matrix, 0, -1, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Eligibility.alif(1, 1, 1, psi, 0, trace, 0, new float[5], matrix, 0, 3, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Eligibility.accumulate(psi, 0, matrix, 0, matrix, 3, 2, 1));
    assertArrayEquals(new float[6], matrix);
  }
}
