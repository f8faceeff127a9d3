package dev.sleipnir.kernels.norm;

import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.simd.VectorApi;
import dev.sleipnir.kernels.tuning.Tuning;

/**
 * Normalisation of the rows of a row-major matrix, each by its own mean and deviation.
 *
 * <p>Rows are taken in blocks that follow from the sizes alone; sums have lanes of a fixed number:
 * results depend neither on the number of threads nor on the vector width.
 */
public final class RowNorm {
  private RowNorm() {}

  /**
   * How many blocks there are.
   *
   * @param rows number of rows, at least 0
   * @param columns number of columns, at least 1
   * @return at least 0
   */
  public static int blocks(int rows, int columns) {
    return Tile.count(rows, rowsOfBlock(rows, columns));
  }

  private static int rowsOfBlock(int rows, int columns) {
    int least = Tile.count(Tuning.NORM_BLOCK_FLOATS, columns);
    return Math.max(least, Tile.count(rows, Tuning.NORM_BLOCKS));
  }

  /**
   * y = (x - mean) / deviation weight + bias, in one block of rows.
   *
   * @param block which block
   * @param rows number of rows
   * @param columns number of columns
   * @param epsilon added to variances
   * @param x the matrix
   * @param weight [columns]
   * @param bias [columns]
   * @param y receives the result
   * @param statistics receives for each row its mean, then 1 / its deviation
   */
  public static void forward(
      int block,
      int rows,
      int columns,
      double epsilon,
      float[] x,
      float[] weight,
      float[] bias,
      float[] y,
      float[] statistics) {
    VectorApi.require();
    int size = rowsOfBlock(rows, columns);
    for (int r = block * size; r < Math.min(rows, (block + 1) * size); r++) {
      float mean = Reductions.sum(x, r * columns, columns) / columns;
      float square = RowNormVectors.squares(x, r * columns, columns, mean);
      float inverse = (float) (1 / Math.sqrt(square / columns + epsilon));
      RowNormVectors.normalize(x, r * columns, columns, mean, inverse, weight, bias, y);
      statistics[2 * r] = mean;
      statistics[2 * r + 1] = inverse;
    }
  }

  /**
   * The gradient, in one block of rows.
   *
   * @param block which block
   * @param rows number of rows
   * @param columns number of columns
   * @param x the matrix that was normalised
   * @param g the gradient at the result
   * @param weight [columns]
   * @param statistics what {@link #forward} left there
   * @param forX receives the gradient at x; may be g
   * @param sums receives for each block what it adds to the gradients of the weights, then of the
   *     biases, [2][columns]; holds zeros before
   */
  public static void backward(
      int block,
      int rows,
      int columns,
      float[] x,
      float[] g,
      float[] weight,
      float[] statistics,
      float[] forX,
      float[] sums) {
    VectorApi.require();
    int size = rowsOfBlock(rows, columns);
    int products = 2 * block * columns;
    for (int r = block * size; r < Math.min(rows, (block + 1) * size); r++) {
      float mean = statistics[2 * r];
      float inverse = statistics[2 * r + 1];
      int at = r * columns;
      long both = RowNormVectors.products(x, g, at, columns, weight, mean, inverse);
      float total = Float.intBitsToFloat((int) (both >> 32)) / columns;
      float product = Float.intBitsToFloat((int) both) / columns;
      RowNormVectors.backward(
          x, g, at, columns, weight, mean, inverse, total, product, forX, sums, products);
    }
  }
}
