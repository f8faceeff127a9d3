package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.Species;

/** Sizes of the register tile and of the blocks around it. */
public final class Tile {
  /** Rows of a tile of the result. */
  public static final int ROWS = 8;

  /** Columns of a tile: two vectors. */
  public static final int COLUMNS = 2 * Species.FLOAT.length();

  /** Depth of a packed block: a panel of B (32 KB at 512 bits) is read from the L1/L2 boundary. */
  static final int DEPTH = 256;

  /** Tile rows of one block of work. */
  static final int ROW_PANELS = 8;

  /** Tile columns of one block of work. */
  static final int COLUMN_PANELS = 8;

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
}
