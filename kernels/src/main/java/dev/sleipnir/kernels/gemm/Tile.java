package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.Lanes;

/** Sizes of the register tile and of the blocks around it. */
public final class Tile {
  /** Rows of a tile of the result. */
  public static final int ROWS = 8;

  /** Columns of a tile: two vectors. */
  public static final int COLUMNS = 2 * Lanes.COUNT;

  /**
   * Depth of a packed block. A tile of C is read and written once for each: the deeper, the less
   * often. A panel of A (32 KB) is read from the first-level cache, one of B from the second.
   */
  static final int DEPTH = 1024;

  /** Tile rows of one block of work. */
  static final int ROW_PANELS = 8;

  /** Tile columns of one block of work, at least, where there are enough. */
  private static final int COLUMN_PANELS = 4;

  /** Floats of B that one block of work reads: half of a second-level cache of 1 MB. */
  private static final int BLOCK = 1 << 17;

  /** Blocks of work that a product is cut into, at least, where it is large enough. */
  private static final int BLOCKS = 16;

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
    int cached = Math.max(1, BLOCK / (COLUMNS * depth));
    int shared = (int) ((long) columnPanels * count(rowPanels, ROW_PANELS) / BLOCKS);
    return Math.min(cached, Math.max(COLUMN_PANELS, shared));
  }
}
