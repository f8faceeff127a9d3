package dev.sleipnir.kernels.layout;

import dev.sleipnir.kernels.require.Require;

/** Transposition of row-major matrices. */
public final class Transpose {
  /** Side of the square blocks: a row of one is a cache line, and a block stays in the L1 cache. */
  private static final int BLOCK = 16;

  private Transpose() {}

  /** Four rows at a time: a loop over the few rows of a block would cost more than its copies. */
  private static void fourRows(
      float[] in, int inAt, int inRow, float[] out, int outAt, int outRow, int from, int to) {
    for (int j = from; j < to; j++) {
      int read = inAt + j;
      int written = outAt + j * outRow;
      out[written] = in[read];
      out[written + 1] = in[read + inRow];
      out[written + 2] = in[read + 2 * inRow];
      out[written + 3] = in[read + 3 * inRow];
    }
  }

  /**
   * out[column][row] = in[row][column].
   *
   * @param in row-major matrix [rows][columns]
   * @param inFrom offset in in
   * @param out row-major matrix [columns][rows], overwritten; may not overlap the input
   * @param outFrom offset in out
   * @param rows rows of the input
   * @param columns columns of the input
   * @throws IllegalArgumentException if rows or columns is negative or out overlaps in
   * @throws IndexOutOfBoundsException if a matrix lies outside its array
   */
  public static void transpose(
      float[] in, int inFrom, float[] out, int outFrom, int rows, int columns) {
    transpose(in, inFrom, columns, out, outFrom, rows, rows, columns);
  }

  /**
   * As {@link #transpose(float[], int, float[], int, int, int)}, of parts of wider matrices.
   *
   * @param in row-major matrix [rows][columns]
   * @param inFrom offset in in
   * @param inRow distance between its rows, at least columns
   * @param out row-major matrix [columns][rows], overwritten; another array than in, unless both
   *     lie apart from first to last value
   * @param outFrom offset in out
   * @param outRow distance between its rows, at least rows
   * @param rows rows of the input
   * @param columns columns of the input
   * @throws IllegalArgumentException if rows or columns is negative or out overlaps in
   * @throws IndexOutOfBoundsException if a matrix lies outside its array
   */
  public static void transpose(
      float[] in,
      int inFrom,
      int inRow,
      float[] out,
      int outFrom,
      int outRow,
      int rows,
      int columns) {
    Require.count("rows", rows);
    Require.count("columns", columns);
    if (rows == 0 || columns == 0) {
      return;
    }
    long inSize = (rows - 1L) * inRow + columns;
    long outSize = (columns - 1L) * outRow + rows;
    Require.array("in", in.length, inFrom, inSize);
    Require.array("out", out.length, outFrom, outSize);
    Require.disjoint(in, inFrom, out, outFrom, Math.max(inSize, outSize));
    for (int row = 0; row < rows; row += BLOCK) {
      int rowTo = Math.min(row + BLOCK, rows);
      for (int column = 0; column < columns; column += BLOCK) {
        int columnTo = Math.min(column + BLOCK, columns);
        int i = row;
        for (; i + 4 <= rowTo; i += 4) {
          fourRows(in, inFrom + i * inRow, inRow, out, outFrom + i, outRow, column, columnTo);
        }
        for (; i < rowTo; i++) {
          for (int j = column; j < columnTo; j++) {
            out[outFrom + j * outRow + i] = in[inFrom + i * inRow + j];
          }
        }
      }
    }
  }
}
