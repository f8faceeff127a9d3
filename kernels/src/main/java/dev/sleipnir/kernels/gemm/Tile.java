package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.Lanes;
import dev.sleipnir.kernels.tuning.Tuning;

/** Sizes of the register tile and of the blocks around it. */
public final class Tile {
  /** Rows of a tile of the result. */
  public static final int ROWS = 8;

  /** Columns of a tile: two vectors. */
  public static final int COLUMNS = 2 * Lanes.COUNT;

  private Tile() {}

  /**
   * Number of tiles that cover a length.
   *
   * @param length what to cover
   * @param tile size of one
   * @return length / tile, rounded up
   */
  public static int count(int length, int tile) {
    return (length + tile - 1) / tile;
  }

  /**
   * Tile columns of one block of work. Many are good: C is then read in long rows, which the
   * processor fetches ahead.
   *
   * @param rowPanels tile rows of C
   * @param columnPanels tile columns of C
   * @param depth depth of the packed block
   * @return their number
   */
  static int columnPanels(int rowPanels, int columnPanels, int depth) {
    int cached = Math.max(1, Tuning.GEMM_BLOCK_FLOATS / (COLUMNS * depth));
    int shared =
        (int) ((long) columnPanels * count(rowPanels, Tuning.GEMM_ROW_PANELS) / Tuning.GEMM_BLOCKS);
    return Math.min(cached, Math.max(Tuning.GEMM_COLUMN_PANELS, shared));
  }
}
