package dev.sleipnir.kernels.norm;

import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.simd.VectorApi;
import dev.sleipnir.kernels.tuning.Tuning;

/**
 * Normalisation of the columns of a row-major matrix, [rows][columns]: the channels of images that
 * are stored channels-last, over all samples and pixels.
 *
 * <p>Rows are taken in blocks that follow from the sizes alone, and what blocks found is put
 * together in their order, in double precision: results depend neither on the number of threads nor
 * on the vector width.
 */
public final class ColumnNorm {
  private ColumnNorm() {}

  /**
   * How many blocks {@link #normalize} and {@link #backward} are called for.
   *
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 1
   * @return at least 0
   */
  public static int blocks(int rows, int columns) {
    return Tile.count(rows, rowsOfBlock(rows, columns));
  }

  /**
   * Floats that {@link #moments} and {@link #gradientSums} need for themselves.
   *
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 1
   * @return at least 0
   */
  public static int scratch(int rows, int columns) {
    return 2 * blocks(rows, columns) * columns;
  }

  private static int rowsOfBlock(int rows, int columns) {
    int least = Tile.count(Tuning.NORM_BLOCK_FLOATS, columns);
    return Math.max(least, Tile.count(rows, Tuning.NORM_BLOCKS));
  }

  /**
   * Means and variances of columns (the sum of squared distances divided by the number of rows).
   *
   * @param rows number of rows, at least 1
   * @param columns number of columns, at least 1
   * @param x the matrix
   * @param mean receives the means, [columns]
   * @param variance receives the variances, [columns]
   * @param parallel the threads
   * @param scratch overwritten, {@link #scratch} floats
   */
  public static void moments(
      int rows,
      int columns,
      float[] x,
      float[] mean,
      float[] variance,
      Parallel parallel,
      float[] scratch) {
    VectorApi.require();
    int block = rowsOfBlock(rows, columns);
    int blocks = Tile.count(rows, block);
    int other = blocks * columns;
    parallel.forEach(
        blocks,
        (b, worker) -> {
          int from = b * block;
          int to = Math.min(rows, from + block);
          ColumnNormVectors.moments(
              x, from, to, columns, scratch, b * columns, other + b * columns);
        });
    // Chan, Golub and LeVeque 1983: means and squares of parts, put together.
    for (int c = 0; c < columns; c++) {
      double sumMean = scratch[c];
      double sumSquares = scratch[other + c];
      double seen = Math.min(rows, block);
      for (int b = 1; b < blocks; b++) {
        double count = Math.min(rows, (b + 1) * block) - b * block;
        double distance = scratch[b * columns + c] - sumMean;
        sumMean += distance * count / (seen + count);
        sumSquares +=
            scratch[other + b * columns + c] + distance * distance * seen * count / (seen + count);
        seen += count;
      }
      mean[c] = (float) sumMean;
      variance[c] = (float) (sumSquares / rows);
    }
  }

  /**
   * y = (x - mean) scale + shift, column by column, in one block of rows.
   *
   * @param block which block
   * @param rows number of rows
   * @param columns number of columns
   * @param x the matrix
   * @param mean [columns]
   * @param scale [columns]
   * @param shift [columns]
   * @param y receives the result; may be x
   */
  public static void normalize(
      int block,
      int rows,
      int columns,
      float[] x,
      float[] mean,
      float[] scale,
      float[] shift,
      float[] y) {
    VectorApi.require();
    int size = rowsOfBlock(rows, columns);
    int from = block * size;
    int to = Math.min(rows, from + size);
    ColumnNormVectors.normalize(x, from, to, columns, mean, 0, scale, 0, shift, 0, y);
  }

  /**
   * Sums that gradients need: of g, and of g (x - mean), down each column.
   *
   * @param rows number of rows
   * @param columns number of columns
   * @param x the matrix that was normalised
   * @param mean [columns]
   * @param g the gradient at the result
   * @param sums receives the sums of g, [columns]
   * @param products receives the sums of g (x - mean), [columns]
   * @param parallel the threads
   * @param scratch overwritten, {@link #scratch} floats
   */
  public static void gradientSums(
      int rows,
      int columns,
      float[] x,
      float[] mean,
      float[] g,
      float[] sums,
      float[] products,
      Parallel parallel,
      float[] scratch) {
    VectorApi.require();
    int block = rowsOfBlock(rows, columns);
    int blocks = Tile.count(rows, block);
    int other = blocks * columns;
    parallel.forEach(
        blocks,
        (b, worker) -> {
          int from = b * block;
          int to = Math.min(rows, from + block);
          ColumnNormVectors.gradientSums(
              x, mean, 0, g, from, to, columns, scratch, b * columns, other + b * columns);
        });
    for (int c = 0; c < columns; c++) {
      double sum = 0;
      double product = 0;
      for (int b = 0; b < blocks; b++) {
        sum += scratch[b * columns + c];
        product += scratch[other + b * columns + c];
      }
      sums[c] = (float) sum;
      products[c] = (float) product;
    }
  }

  /**
   * forX = scale g + (x - mean) slope + shift, column by column, in one block of rows: the gradient
   * at x, given what it owes to the statistics.
   *
   * @param block which block
   * @param rows number of rows
   * @param columns number of columns
   * @param x the matrix that was normalised
   * @param mean [columns]
   * @param g the gradient at the result
   * @param factors scales, slopes and shifts, [3][columns]
   * @param forX receives the gradient; may be g
   */
  public static void backward(
      int block,
      int rows,
      int columns,
      float[] x,
      float[] mean,
      float[] g,
      float[] factors,
      float[] forX) {
    VectorApi.require();
    int size = rowsOfBlock(rows, columns);
    int from = block * size;
    int to = Math.min(rows, from + size);
    ColumnNormVectors.backward(
        x, mean, 0, g, from, to, columns, factors, 0, columns, 2 * columns, forX);
  }
}
