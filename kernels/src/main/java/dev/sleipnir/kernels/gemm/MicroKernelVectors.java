package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link MicroKernel}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class MicroKernelVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();
  private static final int COLUMNS = 2 * LANES;
  private static final int ROWS = 8;
  private static final boolean WIDE = LANES >= 16;

  private MicroKernelVectors() {}

  static void packed(
      float[] a,
      int aFrom,
      int depth,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      int cRow,
      boolean add) {
    if (WIDE) {
      packed8(a, aFrom, depth, b, bFrom, c, cFrom, cRow, add);
    } else {
      packed4(a, aFrom, depth, b, bFrom, c, cFrom, cRow, add);
      packed4(a, aFrom + 4, depth, b, bFrom, c, cFrom + 4 * cRow, cRow, add);
    }
  }

  static void rows(
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
    if (WIDE) {
      rows8(a, rows, row, shift, depth, b, bFrom, c, cFrom, cRow, add);
    } else {
      rows4(a, rows, row, shift, depth, b, bFrom, c, cFrom, cRow, add);
      rows4(a, rows, row + 4, shift, depth, b, bFrom, c, cFrom + 4 * cRow, cRow, add);
    }
  }

  private static void packed8(
      float[] a,
      int aFrom,
      int depth,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      int cRow,
      boolean add) {
    FloatVector zero = FloatVector.zero(F);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c40 = zero;
    FloatVector c41 = zero;
    FloatVector c50 = zero;
    FloatVector c51 = zero;
    FloatVector c60 = zero;
    FloatVector c61 = zero;
    FloatVector c70 = zero;
    FloatVector c71 = zero;
    if (add) {
      int at = cFrom;
      c00 = FloatVector.fromArray(F, c, at);
      c01 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c10 = FloatVector.fromArray(F, c, at);
      c11 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c20 = FloatVector.fromArray(F, c, at);
      c21 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c30 = FloatVector.fromArray(F, c, at);
      c31 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c40 = FloatVector.fromArray(F, c, at);
      c41 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c50 = FloatVector.fromArray(F, c, at);
      c51 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c60 = FloatVector.fromArray(F, c, at);
      c61 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c70 = FloatVector.fromArray(F, c, at);
      c71 = FloatVector.fromArray(F, c, at + LANES);
    }
    for (int d = 0; d < depth; d++) {
      FloatVector b0 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[aFrom + d * ROWS]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 6]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 7]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
    }
    int at = cFrom;
    c00.intoArray(c, at);
    c01.intoArray(c, at + LANES);
    at += cRow;
    c10.intoArray(c, at);
    c11.intoArray(c, at + LANES);
    at += cRow;
    c20.intoArray(c, at);
    c21.intoArray(c, at + LANES);
    at += cRow;
    c30.intoArray(c, at);
    c31.intoArray(c, at + LANES);
    at += cRow;
    c40.intoArray(c, at);
    c41.intoArray(c, at + LANES);
    at += cRow;
    c50.intoArray(c, at);
    c51.intoArray(c, at + LANES);
    at += cRow;
    c60.intoArray(c, at);
    c61.intoArray(c, at + LANES);
    at += cRow;
    c70.intoArray(c, at);
    c71.intoArray(c, at + LANES);
  }

  private static void packed4(
      float[] a,
      int aFrom,
      int depth,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      int cRow,
      boolean add) {
    FloatVector zero = FloatVector.zero(F);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    if (add) {
      int at = cFrom;
      c00 = FloatVector.fromArray(F, c, at);
      c01 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c10 = FloatVector.fromArray(F, c, at);
      c11 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c20 = FloatVector.fromArray(F, c, at);
      c21 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c30 = FloatVector.fromArray(F, c, at);
      c31 = FloatVector.fromArray(F, c, at + LANES);
    }
    for (int d = 0; d < depth; d++) {
      FloatVector b0 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[aFrom + d * ROWS]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[aFrom + d * ROWS + 3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
    }
    int at = cFrom;
    c00.intoArray(c, at);
    c01.intoArray(c, at + LANES);
    at += cRow;
    c10.intoArray(c, at);
    c11.intoArray(c, at + LANES);
    at += cRow;
    c20.intoArray(c, at);
    c21.intoArray(c, at + LANES);
    at += cRow;
    c30.intoArray(c, at);
    c31.intoArray(c, at + LANES);
  }

  private static void rows8(
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
    int a0 = rows[row] + shift;
    int a1 = rows[row + 1] + shift;
    int a2 = rows[row + 2] + shift;
    int a3 = rows[row + 3] + shift;
    int a4 = rows[row + 4] + shift;
    int a5 = rows[row + 5] + shift;
    int a6 = rows[row + 6] + shift;
    int a7 = rows[row + 7] + shift;
    FloatVector zero = FloatVector.zero(F);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    FloatVector c40 = zero;
    FloatVector c41 = zero;
    FloatVector c50 = zero;
    FloatVector c51 = zero;
    FloatVector c60 = zero;
    FloatVector c61 = zero;
    FloatVector c70 = zero;
    FloatVector c71 = zero;
    if (add) {
      int at = cFrom;
      c00 = FloatVector.fromArray(F, c, at);
      c01 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c10 = FloatVector.fromArray(F, c, at);
      c11 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c20 = FloatVector.fromArray(F, c, at);
      c21 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c30 = FloatVector.fromArray(F, c, at);
      c31 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c40 = FloatVector.fromArray(F, c, at);
      c41 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c50 = FloatVector.fromArray(F, c, at);
      c51 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c60 = FloatVector.fromArray(F, c, at);
      c61 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c70 = FloatVector.fromArray(F, c, at);
      c71 = FloatVector.fromArray(F, c, at + LANES);
    }
    for (int d = 0; d < depth; d++) {
      FloatVector b0 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + d]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + d]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + d]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + d]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      FloatVector x4 = FloatVector.broadcast(F, a[a4 + d]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      FloatVector x5 = FloatVector.broadcast(F, a[a5 + d]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      FloatVector x6 = FloatVector.broadcast(F, a[a6 + d]);
      c60 = x6.fma(b0, c60);
      c61 = x6.fma(b1, c61);
      FloatVector x7 = FloatVector.broadcast(F, a[a7 + d]);
      c70 = x7.fma(b0, c70);
      c71 = x7.fma(b1, c71);
    }
    int at = cFrom;
    c00.intoArray(c, at);
    c01.intoArray(c, at + LANES);
    at += cRow;
    c10.intoArray(c, at);
    c11.intoArray(c, at + LANES);
    at += cRow;
    c20.intoArray(c, at);
    c21.intoArray(c, at + LANES);
    at += cRow;
    c30.intoArray(c, at);
    c31.intoArray(c, at + LANES);
    at += cRow;
    c40.intoArray(c, at);
    c41.intoArray(c, at + LANES);
    at += cRow;
    c50.intoArray(c, at);
    c51.intoArray(c, at + LANES);
    at += cRow;
    c60.intoArray(c, at);
    c61.intoArray(c, at + LANES);
    at += cRow;
    c70.intoArray(c, at);
    c71.intoArray(c, at + LANES);
  }

  private static void rows4(
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
    int a0 = rows[row] + shift;
    int a1 = rows[row + 1] + shift;
    int a2 = rows[row + 2] + shift;
    int a3 = rows[row + 3] + shift;
    FloatVector zero = FloatVector.zero(F);
    FloatVector c00 = zero;
    FloatVector c01 = zero;
    FloatVector c10 = zero;
    FloatVector c11 = zero;
    FloatVector c20 = zero;
    FloatVector c21 = zero;
    FloatVector c30 = zero;
    FloatVector c31 = zero;
    if (add) {
      int at = cFrom;
      c00 = FloatVector.fromArray(F, c, at);
      c01 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c10 = FloatVector.fromArray(F, c, at);
      c11 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c20 = FloatVector.fromArray(F, c, at);
      c21 = FloatVector.fromArray(F, c, at + LANES);
      at += cRow;
      c30 = FloatVector.fromArray(F, c, at);
      c31 = FloatVector.fromArray(F, c, at + LANES);
    }
    for (int d = 0; d < depth; d++) {
      FloatVector b0 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS);
      FloatVector b1 = FloatVector.fromArray(F, b, bFrom + d * COLUMNS + LANES);
      FloatVector x0 = FloatVector.broadcast(F, a[a0 + d]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      FloatVector x1 = FloatVector.broadcast(F, a[a1 + d]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      FloatVector x2 = FloatVector.broadcast(F, a[a2 + d]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      FloatVector x3 = FloatVector.broadcast(F, a[a3 + d]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
    }
    int at = cFrom;
    c00.intoArray(c, at);
    c01.intoArray(c, at + LANES);
    at += cRow;
    c10.intoArray(c, at);
    c11.intoArray(c, at + LANES);
    at += cRow;
    c20.intoArray(c, at);
    c21.intoArray(c, at + LANES);
    at += cRow;
    c30.intoArray(c, at);
    c31.intoArray(c, at + LANES);
  }
}
