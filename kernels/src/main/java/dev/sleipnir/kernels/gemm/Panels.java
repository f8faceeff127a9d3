package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.Species;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packing: a strip of a row-major matrix copied to [depth][width] order, zero-padded to the full
 * width, so that the micro-kernel reads it front to back.
 */
public final class Panels {
  // One species in the whole program: where the profiles of the Vector API's own methods have seen
  // another one first, HotSpot leaves calls in the compiled code, and vectors on the heap.
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  /** Side of the blocks in which a strip is turned: two blocks of 16 x 16 floats stay in L1. */
  private static final int TURN = 16;

  private Panels() {}

  /**
   * Packs columns of a matrix whose rows are the depth: panel[d][j] = m[d][j].
   *
   * @param m the matrix
   * @param from where the strip's first element lies
   * @param row distance between rows
   * @param depth rows to pack
   * @param columns columns there are, at most {@code width}
   * @param panel target
   * @param panelFrom where it starts
   * @param width columns of the panel; those beyond {@code columns} become 0
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
    if (columns == width && width % LANES == 0) {
      for (int d = 0; d < depth; d++) {
        int source = from + d * row;
        int target = panelFrom + d * width;
        for (int j = 0; j < width; j += LANES) {
          FloatVector.fromArray(F, m, source + j).intoArray(panel, target + j);
        }
      }
      return;
    }
    if (columns == width && width == Tile.ROWS) {
      for (int d = 0; d < depth; d++) {
        copyRow(m, from + d * row, panel, panelFrom + d * width, panelFrom + depth * width);
      }
      return;
    }
    for (int d = 0; d < depth; d++) {
      int target = panelFrom + d * width;
      for (int j = 0; j < columns; j++) {
        panel[target + j] = m[from + d * row + j];
      }
      for (int j = columns; j < width; j++) {
        panel[target + j] = 0f;
      }
    }
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
    if (LANES <= Tile.ROWS) {
      for (int r = 0; r < Tile.ROWS; r += LANES) {
        FloatVector.fromArray(F, source, from + r).intoArray(panel, to + r);
      }
    } else if (to + LANES <= end && from + LANES <= source.length) {
      FloatVector.fromArray(F, source, from).intoArray(panel, to);
    } else {
      System.arraycopy(source, from, panel, to, Tile.ROWS);
    }
  }

  /**
   * Packs rows of a matrix whose columns are the depth: panel[d][j] = m[j][d].
   *
   * @param m the matrix
   * @param from where the strip's first element lies
   * @param row distance between rows
   * @param depth columns to pack
   * @param rows rows there are, at most {@code width}
   * @param panel target
   * @param panelFrom where it starts
   * @param width rows of the panel; those beyond {@code rows} become 0
   */
  public static void turn(
      float[] m, int from, int row, int depth, int rows, float[] panel, int panelFrom, int width) {
    if (rows < width) {
      Arrays.fill(panel, panelFrom, panelFrom + depth * width, 0f);
    }
    for (int d0 = 0; d0 < depth; d0 += TURN) {
      int d1 = Math.min(depth, d0 + TURN);
      for (int j = 0; j < rows; j++) {
        int source = from + j * row;
        int target = panelFrom + j;
        for (int d = d0; d < d1; d++) {
          panel[target + d * width] = m[source + d];
        }
      }
    }
  }
}
