package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of event-driven products: rows of a tile of 1, 2, 4 or 8 vectors, chosen by lists
 * of indices, are summed in registers; or a row in registers is added to those chosen.
 *
 * <p>Every element is summed in the order of the list, as by the plain loop.
 *
 * <p>The loops are written out because arrays of vectors and helper methods that take vectors would
 * box them on the heap.
 */
final class TileSums {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  /** Vectors of the widest tile. */
  static final int WIDEST = 8;

  /** Floats of the widest vector. */
  private static final int WIDEST_LANES = 16;

  private TileSums() {}

  /** The narrowest tile that holds so many columns, or the widest: its number of vectors. */
  static int vectors(int columns) {
    int vectors = 1;
    while (vectors < WIDEST && vectors * LANES < columns) {
      vectors *= 2;
    }
    return vectors;
  }

  /**
   * Columns of the narrowest tile that holds so many columns, or of the widest, where vectors are
   * as wide as they get. How many steps make a block decides in which order gradients are added up:
   * it follows from this, so that it is the same on every machine.
   */
  static int widestColumns(int columns) {
    int tile = WIDEST_LANES;
    while (tile < WIDEST * WIDEST_LANES && tile < columns) {
      tile *= 2;
    }
    return tile;
  }

  /** out[at...] += the chosen rows of a tile. */
  static void sum(
      int vectors, int[] list, int from, int to, float[] tile, int tileAt, float[] out, int at) {
    switch (vectors) {
      case 1 -> sum1(list, from, to, tile, tileAt, out, at);
      case 2 -> sum2(list, from, to, tile, tileAt, out, at);
      case 4 -> sum4(list, from, to, tile, tileAt, out, at);
      default -> sum8(list, from, to, tile, tileAt, out, at);
    }
  }

  /** The chosen rows of a tile += in[at...]. */
  static void scatter(
      int vectors, int[] list, int from, int to, float[] in, int at, float[] tile, int tileAt) {
    switch (vectors) {
      case 1 -> scatter1(list, from, to, in, at, tile, tileAt);
      case 2 -> scatter2(list, from, to, in, at, tile, tileAt);
      case 4 -> scatter4(list, from, to, in, at, tile, tileAt);
      default -> scatter8(list, from, to, in, at, tile, tileAt);
    }
  }

  private static void sum1(
      int[] list, int from, int to, float[] tile, int tileAt, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * LANES;
      a0 = a0.add(FloatVector.fromArray(F, tile, row));
    }
    a0.intoArray(out, at);
  }

  private static void sum2(
      int[] list, int from, int to, float[] tile, int tileAt, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * 2 * LANES;
      a0 = a0.add(FloatVector.fromArray(F, tile, row));
      a1 = a1.add(FloatVector.fromArray(F, tile, row + LANES));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
  }

  private static void sum4(
      int[] list, int from, int to, float[] tile, int tileAt, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, out, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, out, at + 3 * LANES);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * 4 * LANES;
      a0 = a0.add(FloatVector.fromArray(F, tile, row));
      a1 = a1.add(FloatVector.fromArray(F, tile, row + LANES));
      a2 = a2.add(FloatVector.fromArray(F, tile, row + 2 * LANES));
      a3 = a3.add(FloatVector.fromArray(F, tile, row + 3 * LANES));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
    a2.intoArray(out, at + 2 * LANES);
    a3.intoArray(out, at + 3 * LANES);
  }

  private static void sum8(
      int[] list, int from, int to, float[] tile, int tileAt, float[] out, int at) {
    FloatVector a0 = FloatVector.fromArray(F, out, at);
    FloatVector a1 = FloatVector.fromArray(F, out, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, out, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, out, at + 3 * LANES);
    FloatVector a4 = FloatVector.fromArray(F, out, at + 4 * LANES);
    FloatVector a5 = FloatVector.fromArray(F, out, at + 5 * LANES);
    FloatVector a6 = FloatVector.fromArray(F, out, at + 6 * LANES);
    FloatVector a7 = FloatVector.fromArray(F, out, at + 7 * LANES);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * 8 * LANES;
      a0 = a0.add(FloatVector.fromArray(F, tile, row));
      a1 = a1.add(FloatVector.fromArray(F, tile, row + LANES));
      a2 = a2.add(FloatVector.fromArray(F, tile, row + 2 * LANES));
      a3 = a3.add(FloatVector.fromArray(F, tile, row + 3 * LANES));
      a4 = a4.add(FloatVector.fromArray(F, tile, row + 4 * LANES));
      a5 = a5.add(FloatVector.fromArray(F, tile, row + 5 * LANES));
      a6 = a6.add(FloatVector.fromArray(F, tile, row + 6 * LANES));
      a7 = a7.add(FloatVector.fromArray(F, tile, row + 7 * LANES));
    }
    a0.intoArray(out, at);
    a1.intoArray(out, at + LANES);
    a2.intoArray(out, at + 2 * LANES);
    a3.intoArray(out, at + 3 * LANES);
    a4.intoArray(out, at + 4 * LANES);
    a5.intoArray(out, at + 5 * LANES);
    a6.intoArray(out, at + 6 * LANES);
    a7.intoArray(out, at + 7 * LANES);
  }

  private static void scatter1(
      int[] list, int from, int to, float[] in, int at, float[] tile, int tileAt) {
    FloatVector a0 = FloatVector.fromArray(F, in, at);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * LANES;
      FloatVector.fromArray(F, tile, row).add(a0).intoArray(tile, row);
    }
  }

  private static void scatter2(
      int[] list, int from, int to, float[] in, int at, float[] tile, int tileAt) {
    FloatVector a0 = FloatVector.fromArray(F, in, at);
    FloatVector a1 = FloatVector.fromArray(F, in, at + LANES);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * 2 * LANES;
      FloatVector.fromArray(F, tile, row).add(a0).intoArray(tile, row);
      FloatVector.fromArray(F, tile, row + LANES).add(a1).intoArray(tile, row + LANES);
    }
  }

  private static void scatter4(
      int[] list, int from, int to, float[] in, int at, float[] tile, int tileAt) {
    FloatVector a0 = FloatVector.fromArray(F, in, at);
    FloatVector a1 = FloatVector.fromArray(F, in, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, in, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, in, at + 3 * LANES);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * 4 * LANES;
      FloatVector.fromArray(F, tile, row).add(a0).intoArray(tile, row);
      FloatVector.fromArray(F, tile, row + LANES).add(a1).intoArray(tile, row + LANES);
      FloatVector.fromArray(F, tile, row + 2 * LANES).add(a2).intoArray(tile, row + 2 * LANES);
      FloatVector.fromArray(F, tile, row + 3 * LANES).add(a3).intoArray(tile, row + 3 * LANES);
    }
  }

  private static void scatter8(
      int[] list, int from, int to, float[] in, int at, float[] tile, int tileAt) {
    FloatVector a0 = FloatVector.fromArray(F, in, at);
    FloatVector a1 = FloatVector.fromArray(F, in, at + LANES);
    FloatVector a2 = FloatVector.fromArray(F, in, at + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(F, in, at + 3 * LANES);
    FloatVector a4 = FloatVector.fromArray(F, in, at + 4 * LANES);
    FloatVector a5 = FloatVector.fromArray(F, in, at + 5 * LANES);
    FloatVector a6 = FloatVector.fromArray(F, in, at + 6 * LANES);
    FloatVector a7 = FloatVector.fromArray(F, in, at + 7 * LANES);
    for (int j = from; j < to; j++) {
      int row = tileAt + list[j] * 8 * LANES;
      FloatVector.fromArray(F, tile, row).add(a0).intoArray(tile, row);
      FloatVector.fromArray(F, tile, row + LANES).add(a1).intoArray(tile, row + LANES);
      FloatVector.fromArray(F, tile, row + 2 * LANES).add(a2).intoArray(tile, row + 2 * LANES);
      FloatVector.fromArray(F, tile, row + 3 * LANES).add(a3).intoArray(tile, row + 3 * LANES);
      FloatVector.fromArray(F, tile, row + 4 * LANES).add(a4).intoArray(tile, row + 4 * LANES);
      FloatVector.fromArray(F, tile, row + 5 * LANES).add(a5).intoArray(tile, row + 5 * LANES);
      FloatVector.fromArray(F, tile, row + 6 * LANES).add(a6).intoArray(tile, row + 6 * LANES);
      FloatVector.fromArray(F, tile, row + 7 * LANES).add(a7).intoArray(tile, row + 7 * LANES);
    }
  }

  /** tile[tileAt + j * tileStep...] += in[at - j * step...], rows of so many vectors. */
  static void collect(
      int vectors,
      int count,
      float[] in,
      int at,
      int step,
      float[] tile,
      int tileAt,
      int tileStep) {
    switch (vectors) {
      case 1 -> collect1(count, in, at, step, tile, tileAt, tileStep);
      case 2 -> collect2(count, in, at, step, tile, tileAt, tileStep);
      case 4 -> collect4(count, in, at, step, tile, tileAt, tileStep);
      default -> collect8(count, in, at, step, tile, tileAt, tileStep);
    }
  }

  private static void collect1(
      int count, float[] in, int at, int step, float[] tile, int tileAt, int tileStep) {
    for (int j = 0; j < count; j++) {
      int row = tileAt + j * tileStep;
      int from = at - j * step;
      FloatVector.fromArray(F, tile, row)
          .add(FloatVector.fromArray(F, in, from))
          .intoArray(tile, row);
    }
  }

  private static void collect2(
      int count, float[] in, int at, int step, float[] tile, int tileAt, int tileStep) {
    for (int j = 0; j < count; j++) {
      int row = tileAt + j * tileStep;
      int from = at - j * step;
      FloatVector.fromArray(F, tile, row)
          .add(FloatVector.fromArray(F, in, from))
          .intoArray(tile, row);
      FloatVector.fromArray(F, tile, row + LANES)
          .add(FloatVector.fromArray(F, in, from + LANES))
          .intoArray(tile, row + LANES);
    }
  }

  private static void collect4(
      int count, float[] in, int at, int step, float[] tile, int tileAt, int tileStep) {
    for (int j = 0; j < count; j++) {
      int row = tileAt + j * tileStep;
      int from = at - j * step;
      FloatVector.fromArray(F, tile, row)
          .add(FloatVector.fromArray(F, in, from))
          .intoArray(tile, row);
      FloatVector.fromArray(F, tile, row + LANES)
          .add(FloatVector.fromArray(F, in, from + LANES))
          .intoArray(tile, row + LANES);
      FloatVector.fromArray(F, tile, row + 2 * LANES)
          .add(FloatVector.fromArray(F, in, from + 2 * LANES))
          .intoArray(tile, row + 2 * LANES);
      FloatVector.fromArray(F, tile, row + 3 * LANES)
          .add(FloatVector.fromArray(F, in, from + 3 * LANES))
          .intoArray(tile, row + 3 * LANES);
    }
  }

  private static void collect8(
      int count, float[] in, int at, int step, float[] tile, int tileAt, int tileStep) {
    for (int j = 0; j < count; j++) {
      int row = tileAt + j * tileStep;
      int from = at - j * step;
      FloatVector.fromArray(F, tile, row)
          .add(FloatVector.fromArray(F, in, from))
          .intoArray(tile, row);
      FloatVector.fromArray(F, tile, row + LANES)
          .add(FloatVector.fromArray(F, in, from + LANES))
          .intoArray(tile, row + LANES);
      FloatVector.fromArray(F, tile, row + 2 * LANES)
          .add(FloatVector.fromArray(F, in, from + 2 * LANES))
          .intoArray(tile, row + 2 * LANES);
      FloatVector.fromArray(F, tile, row + 3 * LANES)
          .add(FloatVector.fromArray(F, in, from + 3 * LANES))
          .intoArray(tile, row + 3 * LANES);
      FloatVector.fromArray(F, tile, row + 4 * LANES)
          .add(FloatVector.fromArray(F, in, from + 4 * LANES))
          .intoArray(tile, row + 4 * LANES);
      FloatVector.fromArray(F, tile, row + 5 * LANES)
          .add(FloatVector.fromArray(F, in, from + 5 * LANES))
          .intoArray(tile, row + 5 * LANES);
      FloatVector.fromArray(F, tile, row + 6 * LANES)
          .add(FloatVector.fromArray(F, in, from + 6 * LANES))
          .intoArray(tile, row + 6 * LANES);
      FloatVector.fromArray(F, tile, row + 7 * LANES)
          .add(FloatVector.fromArray(F, in, from + 7 * LANES))
          .intoArray(tile, row + 7 * LANES);
    }
  }

  /**
   * sums[at...] += rows of so many vectors that lie one behind the other, in blocks as {@link
   * ColumnSums} has them.
   */
  static void addRows(int vectors, int rows, float[] in, int from, float[] sums, int at) {
    int columns = vectors * LANES;
    for (int first = 0; first < rows; first += ColumnSums.BLOCK) {
      int end = Math.min(rows, first + ColumnSums.BLOCK);
      for (int c = 0; c < columns; c += LANES) {
        FloatVector sum = FloatVector.zero(F);
        for (int r = first; r < end; r++) {
          sum = sum.add(FloatVector.fromArray(F, in, from + r * columns + c));
        }
        FloatVector.fromArray(F, sums, at + c).add(sum).intoArray(sums, at + c);
      }
    }
  }
}
