package dev.sleipnir.kernels.layout;

import dev.sleipnir.kernels.bounds.Bounds;

/** Transposition of row-major matrices. */
public final class Transpose {
  /** Side of the square blocks: a row of one is a cache line, and a block stays in the L1 cache. */
  private static final int BLOCK = 16;

  private Transpose() {}

  /** Four rows at a time: a loop over the few rows of a block would cost more than its copies. */
  private static void fourRows(
      float[] in, int inAt, float[] out, int outAt, int rows, int columns, int from, int to) {
    for (int j = from; j < to; j++) {
      int read = inAt + j;
      int written = outAt + j * rows;
      out[written] = in[read];
      out[written + 1] = in[read + columns];
      out[written + 2] = in[read + 2 * columns];
      out[written + 3] = in[read + 3 * columns];
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
    Bounds.count("rows", rows);
    Bounds.count("columns", columns);
    long size = (long) rows * columns;
    Bounds.array("in", in.length, inFrom, size);
    Bounds.array("out", out.length, outFrom, size);
    Bounds.disjoint(in, inFrom, out, outFrom, size);
    for (int row = 0; row < rows; row += BLOCK) {
      int rowTo = Math.min(row + BLOCK, rows);
      for (int column = 0; column < columns; column += BLOCK) {
        int columnTo = Math.min(column + BLOCK, columns);
        int i = row;
        for (; i + 4 <= rowTo; i += 4) {
          fourRows(in, inFrom + i * columns, out, outFrom + i, rows, columns, column, columnTo);
        }
        for (; i < rowTo; i++) {
          for (int j = column; j < columnTo; j++) {
            out[outFrom + j * rows + i] = in[inFrom + i * columns + j];
          }
        }
      }
    }
  }
}
