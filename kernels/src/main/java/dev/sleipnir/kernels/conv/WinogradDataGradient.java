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
 * kernels of 5x5, a fifth or a quarter for 3x3; the rounding errors are about twenty times those of
 * the direct way, some millionths of the gradient's size.
 */
final class WinogradDataGradient {
  /** Between the kernels of two points, which would else lie in the same sets of the caches. */
  private static final int CACHE_LINE = 16;

  /** Widths of vectors divide it, and so the channels: results must not depend on the width. */
  private static final int CHANNELS = 16;

  private static final float[] EMPTY = {};

  private final ConvShape shape;
  private final Parallel parallel;
  private final FloatPool pool;

  /** Points along an axis, and of the plane. */
  private final int axis;

  private final int points;

  /** Side of a tile: what gives as many coefficients as points when multiplied by a kernel. */
  private final int side;

  private final int tilesDown;
  private final int tilesAcross;
  private final int panels;

  /** Kernels of a panel at a point. */
  private final int ofPanel;

  private final int imagesOfGroup;

  /** Tiles of a group, filled up to whole rows of the micro-kernel. */
  private final int tiles;

  private final int[] tileRow;
  private final int scratchSize;
  private final Parallel.Task panelTask = this::evaluateKernels;
  private final Parallel.Task groupTask = this::group;

  private int images;
  private float[] gradient = EMPTY;
  private float[] weights = EMPTY;
  private float[] coefficients = EMPTY;
  private float[] kernels = EMPTY;
  private float[] target = EMPTY;
  private float[] scratch = EMPTY;

  /** Gradients of convolutions that {@linkplain #fits fit}. */
  WinogradDataGradient(ConvShape shape, Parallel parallel, FloatPool pool) {
    this.shape = shape;
    this.parallel = parallel;
    this.pool = pool;
    axis = axis(shape);
    points = axis * axis;
    side = axis + 1 - shape.kernelHeight();
    tilesDown = Tile.count(shape.outputHeight(), side);
    tilesAcross = Tile.count(shape.outputWidth(), side);
    panels = Tile.count(shape.inChannels(), Tile.COLUMNS);
    ofPanel = Tile.COLUMNS * shape.outChannels();
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
        || s.kernelHeight() > Winograd.EIGHT - 2
        || s.inChannels() % CHANNELS != 0
        || s.outChannels() % CHANNELS != 0) {
      return false;
    }
    return AcrossImages.pairs(s) >= Tuning.WINOGRAD_WORTH * multiplications(s, axis(s));
  }

  /** The points that ask for the fewest multiplications; of as many, fewer points. */
  private static int axis(ConvShape s) {
    boolean six =
        s.kernelHeight() <= Winograd.SIX + 1 - Winograd.FEWEST
            && multiplications(s, Winograd.SIX) <= multiplications(s, Winograd.EIGHT);
    return six ? Winograd.SIX : Winograd.EIGHT;
  }

  /** For each pair of channels. */
  private static long multiplications(ConvShape s, int axis) {
    int side = axis + 1 - s.kernelHeight();
    long tiles = (long) Tile.count(s.outputHeight(), side) * Tile.count(s.outputWidth(), side);
    return (long) axis * axis * tiles;
  }

  /** Values of a group's tiles: [point][tile][out channel]. */
  private int valuesSize() {
    return points * tiles * shape.outChannels();
  }

  /** Columns of a product. */
  private int columns() {
    return panels * Tile.COLUMNS;
  }

  /** Products of a group: [point][tile][in channel]. */
  private int productsSize() {
    return points * tiles * columns();
  }

  /** A tile over the edge, filled up with zeros. */
  private int edgeSize() {
    return side * side * shape.outChannels();
  }

  /** As {@link Convolution#backwardData}, to the padded image. */
  void run(int images, float[] gradOutput, float[] kernelWeights, float[] gradInput) {
    this.images = images;
    gradient = gradOutput;
    target = gradInput;
    weights = kernelWeights;
    kernels = pool.take(points * ofPoint());
    coefficients = pool.take(shape.kernelHeight() * shape.kernelWidth() * ofPoint());
    scratch = pool.take(parallel.threads() * scratchSize);
    parallel.forEach(panels, panelTask);
    parallel.forEach(Tile.count(images, imagesOfGroup), groupTask);
    pool.give(scratch);
    pool.give(coefficients);
    pool.give(kernels);
    gradient = EMPTY;
    target = EMPTY;
    weights = EMPTY;
    kernels = EMPTY;
    coefficients = EMPTY;
    scratch = EMPTY;
  }

  /** Floats between the kernels of two points, [panel of in channels][out channel][columns]. */
  private int ofPoint() {
    return panels * ofPanel + CACHE_LINE;
  }

  /** The values of a panel of kernels at all points. */
  private void evaluateKernels(int q, int worker) {
    int size = shape.kernelHeight();
    int area = size * size;
    int first = q * Tile.COLUMNS;
    int columns = Math.min(Tile.COLUMNS, shape.inChannels() - first);
    int panel = q * ofPanel;
    for (int o = 0; o < shape.outChannels(); o++) {
      int to = panel + o * Tile.COLUMNS;
      for (int k = 0; k < area && columns < Tile.COLUMNS; k++) {
        int row = k * ofPoint() + to;
        Arrays.fill(coefficients, row + columns, row + Tile.COLUMNS, 0f);
      }
      int from = (o * shape.inChannels() + first) * area;
      for (int j = 0; j < columns; j++, from += area) {
        for (int k = 0; k < area; k++) {
          coefficients[k * ofPoint() + to + j] = weights[from + k];
        }
      }
    }
    int own = worker * scratchSize;
    int step = ofPoint();
    Winograd.evaluate(
        axis,
        size,
        coefficients,
        panel,
        size * step,
        step,
        ofPanel,
        kernels,
        panel,
        step,
        scratch,
        own);
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
          axis, side, gradient, at, row, channels, channels, scratch, to, point, scratch, own);
      return;
    }
    int edge = own - edgeSize();
    Arrays.fill(scratch, edge, own, 0f);
    for (int r = 0; r < rows; r++) {
      System.arraycopy(
          gradient, at + r * row, scratch, edge + r * side * channels, across * channels);
    }
    Winograd.evaluate(
        axis,
        side,
        scratch,
        edge,
        side * channels,
        channels,
        channels,
        scratch,
        to,
        point,
        scratch,
        own);
  }

  private void multiply(int rows, int values, int products) {
    int channels = shape.outChannels();
    for (int point = 0; point < points; point++) {
      for (int q = 0; q < panels; q++) {
        int panel = point * ofPoint() + q * ofPanel;
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
        axis,
        scratch,
        from,
        tiles * columns(),
        channels,
        target,
        image + y * row + x * channels,
        row,
        Math.min(axis, shape.paddedHeight() - y),
        Math.min(axis, shape.paddedWidth() - x),
        scratch,
        products + productsSize() + edgeSize());
  }
}
