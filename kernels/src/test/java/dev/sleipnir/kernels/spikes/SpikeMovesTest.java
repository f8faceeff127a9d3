package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpikeMovesTest {
  @Test
  void copiesPartOfARow() {
    SpikeRows in = DrawnRows.spikes(1, 2, 300, 0.5);
    for (int first : new int[] {0, 5, 64, 100}) {
      for (int outFirst : new int[] {0, 1, 5, 20, 63, 64, 65, 128, 133}) {
        for (int length : new int[] {0, 1, 5, 16, 44, 64, 65, 128, 200}) {
          SpikeRows out = SpikeRows.silent(3, 448);
          Arrays.fill(out.bits(), 0x5555_5555_5555_5555L);
          SpikeMoves.copy(in, 1, first, length, out, 2, outFirst);
          int end = length == 0 ? outFirst : (outFirst + length + 63) / 64 * 64;
          for (int f = 0; f < 448; f++) {
            boolean left = f < outFirst || f >= end;
            boolean expected =
                left ? f % 2 == 0 : f < outFirst + length && in.get(1, first + f - outFirst);
            assertEquals(expected, out.get(2, f), first + " to " + outFirst + ", " + length);
            assertEquals(f % 2 == 0, out.get(1, f));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 70", "70, 1", "3, 25", "25, 3", "8, 8", "20, 13", "64, 64"})
  void transposesEveryRow(int columns, int rows) {
    SpikeRows in = DrawnRows.spikes(1, 4, columns * rows, 0.3);
    SpikeRows out = SpikeRows.silent(4, columns * rows);
    Arrays.fill(out.bits(), -1L);
    SpikeMoves.transpose(in, columns, rows, out, 0, 1);
    SpikeMoves.transpose(in, columns, rows, out, 1, in.rows());
    SpikeRows expected = SpikeRows.silent(4, columns * rows);
    for (int n = 0; n < 4; n++) {
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          expected.or(n, r * columns + c, 1, in.get(n, c * rows + r) ? 1 : 0);
        }
      }
    }
    assertArrayEquals(expected.bits(), out.bits());
    SpikeRows back = SpikeRows.silent(4, columns * rows);
    SpikeMoves.transpose(out, rows, columns, back, 0, out.rows());
    assertArrayEquals(in.bits(), back.bits());
  }

  @Test
  void rejectsOtherSizes() {
    SpikeRows in = DrawnRows.spikes(1, 4, 6, 0.5);
    SpikeRows out = SpikeRows.silent(3, 6);
    assertEquals(
        "out: expected 4 rows of 2 x 3, got 3 rows of 6",
        assertThrows(
                IllegalArgumentException.class, () -> SpikeMoves.transpose(in, 2, 3, out, 0, 1))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> SpikeMoves.transpose(in, 2, 2, SpikeRows.silent(4, 6), 0, 1));
  }
}
