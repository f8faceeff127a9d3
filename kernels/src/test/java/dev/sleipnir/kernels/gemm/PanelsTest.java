package dev.sleipnir.kernels.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PanelsTest {
  private static final int FROM = 3;
  private static final int TO = 2;
  private static final int[] DEPTHS = {0, 1, 2, 15, 16, 17, 33, 64, 65};

  /** Element (panel, depth, lane): what lies there, or 0 beyond the lanes there are. */
  private static float[] expected(
      float[] panel, float[] m, int depth, int lanes, int width, int depthStep, int laneStep) {
    float[] expected = panel.clone();
    for (int d = 0; d < depth; d++) {
      for (int j = 0; j < Tile.count(lanes, width) * width; j++) {
        int to = TO + j / width * depth * width + d * width + j % width;
        expected[to] = j < lanes ? m[FROM + d * depthStep + j * laneStep] : 0f;
      }
    }
    return expected;
  }

  @Test
  void copiesAndTurnsWithZerosBeyondTheEdge() {
    var random = new Random(37);
    for (int width : new int[] {Tile.ROWS, Tile.COLUMNS, 5}) {
      int[] wide = {2 * width, 2 * width + 1, 4 * width, 5 * width, 6 * width - 1};
      for (int lanes :
          IntStream.concat(IntStream.rangeClosed(0, width), IntStream.of(wide)).toArray()) {
        for (int depth : DEPTHS) {
          String what = depth + " x " + lanes + " of " + width;
          int row = Math.max(depth, lanes) + 3;
          float[] m = TestArrays.normal(random, FROM + row * row);
          float[] panel = TestArrays.normal(random, TO + depth * (lanes + width) + 1);
          float[] copied = expected(panel, m, depth, lanes, width, row, 1);
          float[] turned = expected(panel, m, depth, lanes, width, 1, row);
          Panels.copy(m, FROM, row, depth, lanes, panel, TO, width);
          SameBits.assertSame(copied, panel, "copied " + what);
          Panels.turn(m, FROM, row, depth, lanes, panel, TO, width);
          SameBits.assertSame(turned, panel, "turned " + what);
        }
      }
    }
  }

  @Test
  void copiesRowsInOrder() {
    int rows = 5;
    int end = TO + rows * Tile.ROWS;
    for (int beyond : new int[] {0, 1, 2 * Tile.COLUMNS}) {
      float[] m = TestArrays.normal(new Random(38), FROM + rows * Tile.ROWS + beyond);
      float[] panel = TestArrays.normal(new Random(39), end + 2 * Tile.COLUMNS);
      float[] expected = panel.clone();
      System.arraycopy(m, FROM, expected, TO, rows * Tile.ROWS);
      for (int r = 0; r < rows; r++) {
        Panels.copyRow(m, FROM + r * Tile.ROWS, panel, TO + r * Tile.ROWS, end);
      }
      SameBits.assertSame(expected, panel, "rows");
    }
  }

  @Test
  void countsWholeAndPartialTiles() {
    assertEquals(0, Tile.count(0, 8));
    assertEquals(1, Tile.count(1, 8));
    assertEquals(1, Tile.count(8, 8));
    assertEquals(2, Tile.count(9, 8));
  }
}
