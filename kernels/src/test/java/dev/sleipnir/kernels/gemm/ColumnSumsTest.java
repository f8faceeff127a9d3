package dev.sleipnir.kernels.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColumnSumsTest {
  @Test
  void equalsTheTwin() {
    var random = new Random(36);
    for (int columns : TestArrays.sizes()) {
      for (int rows : new int[] {0, 1, 2, 7, 32, 33, 100}) {
        float[] m = TestArrays.wild(random, rows * columns + 2);
        float[] sums = TestArrays.normal(random, columns + 3);
        float[] expected = sums.clone();
        for (int from = 0; from < rows; from += ColumnSums.BLOCK) {
          for (int j = 0; j < columns; j++) {
            float sum = 0f;
            for (int r = from; r < Math.min(rows, from + ColumnSums.BLOCK); r++) {
              sum += m[r * columns + j];
            }
            expected[j] += sum;
          }
        }
        ColumnSums.add(m, rows, columns, sums);
        SameBits.assertSame(expected, sums, rows + " x " + columns);
      }
    }
  }

  private static void rejects(String message, int rows, int columns, float[] m, float[] sums) {
    float[] before = sums.clone();
    var e =
        assertThrows(IllegalArgumentException.class, () -> ColumnSums.add(m, rows, columns, sums));
    assertEquals(message, e.getMessage());
    assertArrayEquals(before, sums);
  }

  @Test
  void rejectsBadArgumentsAndChangesNothing() {
    float[] m = {1, 2, 3, 4, 5, 6};
    rejects("rows: expected at least 0, got -1", -1, 3, m, new float[3]);
    rejects("columns: expected at least 0, got -3", 2, -3, m, new float[3]);
    rejects("m: expected 3 x 3 floats, got 6", 3, 3, m, new float[3]);
    rejects("m: expected 65536 x 65536 floats, got 6", 1 << 16, 1 << 16, m, new float[3]);
    rejects("sums: expected 3 floats, got 2", 2, 3, m, new float[2]);
  }

  @Test
  void manyRowsAreSummedAlmostAsWellAsInDouble() {
    var random = new Random(37);
    int rows = 20_000;
    float[] m = TestArrays.normal(random, rows);
    for (int r = 0; r < rows; r++) {
      m[r] += 1f;
    }
    double exact = 0;
    for (float value : m) {
      exact += value;
    }
    float[] sums = new float[1];
    ColumnSums.add(m, rows, 1, sums);
    assertEquals(exact, sums[0], 1e-6 * exact);
  }
}
