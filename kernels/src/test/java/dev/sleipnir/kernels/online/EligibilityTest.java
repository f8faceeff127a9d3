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
  private static final int MATRIX = 7;

  private final Random random = new Random(3);

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
    float[] signal = {1, 1};
    float[] matrix = new float[6];
    var rows =
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> Eligibility.accumulate(signal, 0, matrix, 1, matrix, 3, 0, 2));
    assertEquals("filtered: expected a range inside [0, 6), got [1, 7)", rows.getMessage());
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Eligibility.accumulate(signal, 1, matrix, 0, matrix, 3, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Eligibility.accumulate(signal, 0, matrix, 0, new float[5], 3, 0, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> Eligibility.accumulate(signal, 0, matrix, 0, matrix, -1, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Eligibility.accumulate(signal, 0, matrix, 0, matrix, 3, 2, 1));
    assertArrayEquals(new float[6], matrix);
  }
}
