package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Packing: strips of a row-major matrix copied to panels, one after the other, each in
 * [depth][width] order, so that the micro-kernel reads them front to back. The last one is
 * zero-padded to the full width.
 */
public final class Panels {
  private Panels() {}

  /**
   * Packs columns of a matrix whose rows are the depth: panel[d][j] = m[d][j].
   *
   * @param m the matrix
   * @param from where the first strip's first element lies
   * @param row distance between rows
   * @param depth rows to pack
   * @param columns columns to pack, into as many panels as it takes
   * @param panel target
   * @param panelFrom where the first panel starts
   * @param width columns of a panel; those beyond {@code columns} become 0
   */
  public static void copy(
      float[] m,
      int from,
      int row,
      int depth,
      int columns,
      float[] panel,
      int panelFrom,
      int width) {
    VectorApi.require();
    PanelsVectors.copy(m, from, row, depth, columns, panel, panelFrom, width);
  }

  /**
   * Copies the {@link Tile#ROWS} floats of one row of a row panel. Rows are copied in order: what
   * follows the row in the panel may be overwritten.
   *
   * @param source holds them
   * @param from where they start
   * @param panel target
   * @param to where they go
   * @param end where the panel ends
   */
  public static void copyRow(float[] source, int from, float[] panel, int to, int end) {
    VectorApi.require();
    PanelsVectors.copyRow(source, from, panel, to, end);
  }

  /**
   * Packs rows that lie anywhere into whole panels or a part of them: panel[to + d][j] = m[rows[row
   * + d] + shift + j]. Rows are packed in order: what follows them in the panels may be
   * overwritten.
   *
   * @param m holds the rows
   * @param rows where each row starts
   * @param row first entry of {@code rows}
   * @param count rows to pack
   * @param shift added to each start
   * @param columns columns to pack, into as many panels as it takes
   * @param panel target
   * @param panelFrom where the first panel starts
   * @param to where in the panels' depth the rows go
   * @param depth of the panels
   * @param width columns of a panel, {@link Tile#ROWS} or {@link Tile#COLUMNS}; those beyond {@code
   *     columns} become 0
   */
  public static void gather(
      float[] m,
      int[] rows,
      int row,
      int count,
      int shift,
      int columns,
      float[] panel,
      int panelFrom,
      int to,
      int depth,
      int width) {
    VectorApi.require();
    PanelsVectors.gather(m, rows, row, count, shift, columns, panel, panelFrom, to, depth, width);
  }

  /**
   * Packs rows of a matrix whose columns are the depth: panel[d][j] = m[j][d].
   *
   * @param m the matrix
   * @param from where the first strip's first element lies
   * @param row distance between rows
   * @param depth columns to pack
   * @param rows rows to pack, into as many panels as it takes
   * @param panel target
   * @param panelFrom where the first panel starts
   * @param width rows of a panel; those beyond {@code rows} become 0
   */
  public static void turn(
      float[] m, int from, int row, int depth, int rows, float[] panel, int panelFrom, int width) {
    VectorApi.require();
    PanelsVectors.turn(m, from, row, depth, rows, panel, panelFrom, width);
  }
}
