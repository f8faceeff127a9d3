package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.MicroKernel;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;

/**
 * The gradient at the input of a convolution with stride 1, by {@link Winograd}'s products: tiles
 * of the gradient at the output times kernels. A sixth of the multiplications of the direct way for
 * kernels of 5x5, a fifth for 3x3; the rounding errors are about twenty times those of the direct
 * way, some millionths of the gradient's size.
 */
final class WinogradDataGradient {
  private static final int POINTS = Winograd.POINTS * Winograd.POINTS;

  /** Widths of vectors divide it, and so the channels: results must not depend on the width. */
  private static final int CHANNELS = 16;

  private static final float[] EMPTY = {};

  private final ConvShape shape;
  private final Parallel parallel;
  private final FloatPool pool;

  /** Side of a tile: what gives eight coefficients when multiplied by a kernel. */
  private final int side;

  private final int tilesDown;
  private final int tilesAcross;
  private final int panels;
  private final int imagesOfGroup;

  /** Tiles of a group, filled up to whole rows of the micro-kernel. */
  private final int tiles;

  private final int[] tileRow;
  private final int scratchSize;
  private final Parallel.Task groupTask = this::group;

  private int images;
  private float[] gradient = EMPTY;
  private float[] kernels = EMPTY;
  private float[] target = EMPTY;
  private float[] scratch = EMPTY;

  /** Gradients of convolutions that {@linkplain #fits fit}. */
  WinogradDataGradient(ConvShape shape, Parallel parallel, FloatPool pool) {
    this.shape = shape;
    this.parallel = parallel;
    this.pool = pool;
    side = side(shape);
    tilesDown = Tile.count(shape.outputHeight(), side);
    tilesAcross = Tile.count(shape.outputWidth(), side);
    panels = Tile.count(shape.inChannels(), Tile.COLUMNS);
    imagesOfGroup = Math.max(1, Tuning.WINOGRAD_TILES / (tilesDown * tilesAcross));
    tiles = Tile.count(imagesOfGroup * tilesDown * tilesAcross, Tile.ROWS) * Tile.ROWS;
    tileRow = new int[tiles];
    for (int t = 0; t < tiles; t++) {
      tileRow[t] = t * shape.outChannels();
    }
    scratchSize = valuesSize() + productsSize() + edgeSize() + Winograd.SCRATCH;
  }

  /** Whether a convolution can be done this way, and this way is worth it. */
  static boolean fits(ConvShape s) {
    if (s.strideHeight() != 1
        || s.strideWidth() != 1
        || s.dilationHeight() != 1
        || s.dilationWidth() != 1
        || s.kernelHeight() != s.kernelWidth()
        || s.kernelHeight() < Winograd.FEWEST
        || s.kernelHeight() > Winograd.MOST
        || s.inChannels() % CHANNELS != 0
        || s.outChannels() % CHANNELS != 0) {
      return false;
    }
    double direct = (double) s.positions() * s.kernelHeight() * s.kernelWidth();
    int tiles = Tile.count(s.outputHeight(), side(s)) * Tile.count(s.outputWidth(), side(s));
    return direct >= Tuning.WINOGRAD_WORTH * POINTS * tiles;
  }

  private static int side(ConvShape s) {
    return Winograd.POINTS + 1 - s.kernelHeight();
  }

  /** Values of a group's tiles: [point][tile][out channel]. */
  private int valuesSize() {
    return POINTS * tiles * shape.outChannels();
  }

  /** Columns of a product. */
  private int columns() {
    return panels * Tile.COLUMNS;
  }

  /** Products of a group: [point][tile][in channel]. */
  private int productsSize() {
    return POINTS * tiles * columns();
  }

  /** A tile over the edge, filled up with zeros. */
  private int edgeSize() {
    return side * side * shape.outChannels();
  }

  /** As {@link Convolution#backwardData}, to the padded image. */
  void run(int images, float[] gradOutput, float[] weights, float[] gradInput) {
    this.images = images;
    gradient = gradOutput;
    target = gradInput;
    kernels = pool.take(POINTS * panels * Tile.COLUMNS * shape.outChannels());
    evaluateKernels(weights);
    scratch = pool.take(parallel.threads() * scratchSize);
    parallel.forEach(Tile.count(images, imagesOfGroup), groupTask);
    pool.give(scratch);
    pool.give(kernels);
    gradient = EMPTY;
    target = EMPTY;
    kernels = EMPTY;
    scratch = EMPTY;
  }

  /** Kernels as [point][panel of in channels][out channel][tile columns]. */
  private void evaluateKernels(float[] weights) {
    int size = shape.kernelHeight();
    int area = size * size;
    int count = panels * Tile.COLUMNS * shape.outChannels();
    float[] coefficients = pool.takeZeroed(area * count);
    for (int o = 0; o < shape.outChannels(); o++) {
      for (int c = 0; c < shape.inChannels(); c++) {
        int from = (o * shape.inChannels() + c) * area;
        int to = (c / Tile.COLUMNS * shape.outChannels() + o) * Tile.COLUMNS + c % Tile.COLUMNS;
        for (int k = 0; k < area; k++) {
          coefficients[k * count + to] = weights[from + k];
        }
      }
    }
    float[] own = pool.take(Winograd.SCRATCH);
    Winograd.evaluate(size, coefficients, 0, size * count, count, count, kernels, 0, count, own, 0);
    pool.give(own);
    pool.give(coefficients);
  }

  private void group(int group, int worker) {
    int first = group * imagesOfGroup;
    int end = Math.min(images, first + imagesOfGroup);
    int used = (end - first) * tilesDown * tilesAcross;
    int values = worker * scratchSize;
    int products = values + valuesSize();
    int tile = 0;
    for (int image = first; image < end; image++) {
      for (int y = 0; y < tilesDown; y++) {
        for (int x = 0; x < tilesAcross; x++, tile++) {
          evaluateTile(image, y * side, x * side, values, values + tile * shape.outChannels());
        }
      }
    }
    multiply(Tile.count(used, Tile.ROWS) * Tile.ROWS, values, products);
    tile = 0;
    for (int image = first; image < end; image++) {
      int at = image * shape.paddedSize();
      Arrays.fill(target, at, at + shape.paddedSize(), 0f);
      for (int y = 0; y < tilesDown; y++) {
        for (int x = 0; x < tilesAcross; x++, tile++) {
          addTile(at, y * side, x * side, products + tile * columns(), products);
        }
      }
    }
  }

  private void evaluateTile(int image, int y, int x, int values, int to) {
    int channels = shape.outChannels();
    int rows = Math.min(side, shape.outputHeight() - y);
    int across = Math.min(side, shape.outputWidth() - x);
    int own = values + valuesSize() + productsSize() + edgeSize();
    int point = tiles * channels;
    int row = shape.outputWidth() * channels;
    int at = image * shape.outputSize() + y * row + x * channels;
    if (rows == side && across == side) {
      Winograd.evaluate(
          side, gradient, at, row, channels, channels, scratch, to, point, scratch, own);
      return;
    }
    int edge = own - edgeSize();
    Arrays.fill(scratch, edge, own, 0f);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(
          gradient, at + r * row, scratch, edge + r * side * channels, across * channels);
    }
    Winograd.evaluate(
        side, scratch, edge, side * channels, channels, channels, scratch, to, point, scratch, own);
  }

  private void multiply(int rows, int values, int products) {
    int channels = shape.outChannels();
    for (int point = 0; point < POINTS; point++) {
      for (int q = 0; q < panels; q++) {
        int panel = (point * panels + q) * Tile.COLUMNS * channels;
        for (int t = 0; t < rows; t += Tile.ROWS) {
          MicroKernel.rows(
              scratch,
              tileRow,
              t,
              values + point * tiles * channels,
              channels,
              kernels,
              panel,
              scratch,
              products + (point * tiles + t) * columns() + q * Tile.COLUMNS,
              columns(),
              false);
        }
      }
    }
  }

  private void addTile(int image, int y, int x, int from, int products) {
    int channels = shape.inChannels();
    int row = shape.paddedWidth() * channels;
    Winograd.interpolate(
        scratch,
        from,
        tiles * columns(),
        channels,
        target,
        image + y * row + x * channels,
        row,
        Math.min(Winograd.POINTS, shape.paddedHeight() - y),
        Math.min(Winograd.POINTS, shape.paddedWidth() - x),
        scratch,
        products + productsSize() + edgeSize());
  }
}
