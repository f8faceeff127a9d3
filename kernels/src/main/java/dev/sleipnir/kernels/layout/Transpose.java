package dev.sleipnir.kernels.layout;

import dev.sleipnir.kernels.bounds.Bounds;

/** Transposition of row-major matrices. */
public final class Transpose {
  /** Side of the square blocks: a row of one is a cache line, and a block stays in the L1 cache. */
  private static final int BLOCK = 16;

  private Transpose() {}

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
        for (int j = column; j < columnTo; j++) {
          int outAt = outFrom + j * rows;
          int inAt = inFrom + j;
          for (int i = row; i < rowTo; i++) {
            out[outAt + i] = in[inAt + i * columns];
          }
        }
      }
    }
  }
}
