package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * The inner loops of every matrix product and convolution: one tile of {@link Tile#ROWS} rows and
 * {@link Tile#COLUMNS} columns of C, held in registers while the depth runs.
 *
 * <p>Each element of C is one chain of fused multiply-adds in order of depth, so its bits depend on
 * neither the tile, the vector width nor the number of threads, and equal those of the plain loop.
 *
 * <p>The loops are written out because arrays of vectors and helper methods that take vectors would
 * box them on the heap. Machines with narrow vectors have 16 registers instead of 32: there a tile
 * is made of two halves of four rows.
 */
public final class MicroKernel {
  private MicroKernel() {}

  /**
   * C = A B or C += A B for one tile; A packed with its eight rows interleaved.
   *
   * @param a A as [depth][8]
   * @param aFrom where it starts
   * @param depth length of the sums
   * @param b B as [depth][{@link Tile#COLUMNS}]
   * @param bFrom where it starts
   * @param c C, a tile of a row-major matrix
   * @param cFrom where the tile starts
   * @param cRow distance between rows of C
   * @param add whether to add to what C holds
   */
  public static void packed(
      float[] a,
      int aFrom,
      int depth,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      int cRow,
      boolean add) {
    VectorApi.require();
    MicroKernelVectors.packed(a, aFrom, depth, b, bFrom, c, cFrom, cRow, add);
  }

  /**
   * C = A B or C += A B for one tile; row r of A is {@code depth} contiguous floats at {@code
   * rows[row + r] + shift}.
   *
   * @param a holds the rows of A
   * @param rows where each row starts
   * @param row first of the eight entries of {@code rows}
   * @param shift added to each start
   * @param depth length of the sums
   * @param b B as [depth][{@link Tile#COLUMNS}]
   * @param bFrom where it starts
   * @param c C, a tile of a row-major matrix
   * @param cFrom where the tile starts
   * @param cRow distance between rows of C
   * @param add whether to add to what C holds
   */
  public static void rows(
      float[] a,
      int[] rows,
      int row,
      int shift,
      int depth,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      int cRow,
      boolean add) {
    VectorApi.require();
    MicroKernelVectors.rows(a, rows, row, shift, depth, b, bFrom, c, cFrom, cRow, add);
  }
}
