package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpikeMovesTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 70", "70, 1", "3, 25", "25, 3", "8, 8", "20, 13", "64, 64"})
  void transposesEveryRow(int columns, int rows) {
    SpikeRows in = DrawnRows.spikes(1, 4, columns * rows, 0.3);
    SpikeRows out = SpikeRows.silent(4, columns * rows);
    Arrays.fill(out.bits(), -1L);
    SpikeMoves.transpose(in, columns, rows, out);
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
    SpikeMoves.transpose(out, rows, columns, back);
    assertArrayEquals(in.bits(), back.bits());
  }

  @Test
  void rejectsOtherSizes() {
    SpikeRows in = DrawnRows.spikes(1, 4, 6, 0.5);
    SpikeRows out = SpikeRows.silent(3, 6);
    assertEquals(
        "out: expected 4 rows of 2 x 3, got 3 rows of 6",
        assertThrows(IllegalArgumentException.class, () -> SpikeMoves.transpose(in, 2, 3, out))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> SpikeMoves.transpose(in, 2, 2, SpikeRows.silent(4, 6)));
  }
}
