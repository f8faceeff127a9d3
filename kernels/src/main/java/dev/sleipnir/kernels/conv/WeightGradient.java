package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.gemm.MicroKernel;
import dev.sleipnir.kernels.gemm.Panels;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gradients of a convolution's kernels: inputs, turned, times gradients at outputs. Where it pays,
 * each kernel element is multiplied with the positions alone at which it lies within the image:
 * nothing is multiplied that lies in the padding, and there is no need of any.
 *
 * <p>Each sum is one chain over images, then positions, whichever way. Zeros that are not added
 * change no bits.
 */
final class WeightGradient {
  private static final int ROWS = Tile.ROWS;
  private static final int COLUMNS = Tile.COLUMNS;

  /** Tiles of inputs that are multiplied with a panel of gradients while it is near. */
  private static final int TOGETHER = 4;

  /** Between rows of sums, which would else lie in the same sets of the caches. */
  private static final int CACHE_LINE = 16;

  /** Floats that are packed in the time of one that does not lie beside its neighbours. */
  private static final int SCATTERED = 6;

  /** Output channels whose gradients are put in place at a time. */
  private static final int CHANNELS = 16;

  private static final float[] EMPTY = {};

  private final ConvShape shape;
  private final Parallel parallel;
  private final FloatPool pool;
  private final Sight[] sights;

  /** Input of a kernel → float of an image, from where its {@link Sight} says. */
  private final int[] offset;

  private final int imageSize;
  private final boolean readsPadding;
  private final int panels;
  private final int packedOut;
  private final int scratchSize;

  /** Blocks of work that the tiles of each are cut into, and the panels of gradients. */
  private final int tileParts;

  private final int panelParts;

  private final int stride;
  private final Parallel.Task sumTask = this::sum;
  private final Parallel.Task placeTask = this::place;

  private int images;
  private float[] input = EMPTY;
  private float[] output = EMPTY;
  private float[] weights = EMPTY;
  private float @Nullable [] bias;
  private float[] scratch = EMPTY;
  private float[] sums = EMPTY;

  /** Tiles of inputs, and of the output positions that see them where the image and output lie. */
  private static final class Sight {
    final int firstTile;
    final int lastTile;
    final int[] in;
    final int[] out;

    Sight(int firstTile, int lastTile, int[] in, int[] out) {
      this.firstTile = firstTile;
      this.lastTile = lastTile;
      this.in = in;
      this.out = out;
    }
  }

  WeightGradient(ConvShape shape, Unfolding unfolding, Parallel parallel, FloatPool pool) {
    this.shape = shape;
    this.parallel = parallel;
    this.pool = pool;
    readsPadding = !leavesOutPadding(shape);
    int tiles = Tile.count(shape.depth(), ROWS);
    if (readsPadding) {
      imageSize = shape.paddedSize();
      offset = unfolding.offset;
      int[] out = new int[shape.positions()];
      Arrays.setAll(out, p -> p * shape.outChannels());
      int[] in = Arrays.copyOf(unfolding.position, out.length);
      sights = new Sight[] {new Sight(0, tiles, in, out)};
    } else {
      imageSize = shape.inputSize();
      offset = new int[shape.depth()];
      Arrays.setAll(offset, k -> k % shape.inChannels());
      sights = new Sight[shape.kernelHeight() * shape.kernelWidth()];
      Arrays.setAll(sights, element -> sight(shape, element));
    }
    panels = Tile.count(shape.outChannels(), COLUMNS);
    stride = panels * COLUMNS + CACHE_LINE;
    packedOut = TOGETHER * ROWS * Tuning.CONVOLUTION_DEPTH;
    scratchSize = packedOut + panels * COLUMNS * Tuning.CONVOLUTION_DEPTH;
    int ofSight = sights[0].lastTile - sights[0].firstTile;
    int parts = parts(sights.length, parallel.threads());
    panelParts = panelParts(parts, ofSight);
    tileParts = Math.min(ofSight, Tile.count(parts, panelParts));
  }

  /** Into how many blocks to cut each sight, so that threads are done at about the same time. */
  private static int parts(int sights, int threads) {
    int parts = threads == 1 ? 1 : Tile.count(Tuning.CONVOLUTION_WEIGHT_BLOCKS * threads, sights);
    while (threads > 1 && isUneven(sights * parts, threads)) {
      parts++;
    }
    return parts;
  }

  /** Whether threads wait for the last one for a tenth of the time or more. */
  private static boolean isUneven(int blocks, int threads) {
    return 10 * blocks <= 9 * threads * Tile.count(blocks, threads);
  }

  /**
   * Into how many parts to cut panels so that blocks, which pack their inputs and gradients each
   * for itself, pack the least.
   */
  private int panelParts(int parts, int tiles) {
    long inputs = (long) tiles * ROWS * (readsPadding ? SCATTERED : 1);
    int best = panels;
    long least = Long.MAX_VALUE;
    for (int ofPanels = 1; ofPanels <= Math.min(parts, panels); ofPanels++) {
      int ofTiles = Tile.count(parts, ofPanels);
      long packed = (long) ofPanels * inputs + (long) ofTiles * panels * COLUMNS;
      if (ofTiles <= tiles && packed < least) {
        least = packed;
        best = ofPanels;
      }
    }
    return best;
  }

  /** Whether that saves more tiles than it costs to pack the gradients for each kernel element. */
  private static boolean leavesOutPadding(ConvShape s) {
    if (!s.isPadded() || s.inChannels() % ROWS != 0) {
      return false;
    }
    int tiles = s.inChannels() / ROWS;
    long all = (long) s.positions() * s.kernelHeight() * s.kernelWidth();
    return AcrossImages.pairs(s) * (tiles + 1) < all * tiles;
  }

  /** Where one kernel element lies within the image. */
  private static Sight sight(ConvShape s, int element) {
    int[] in = new int[s.positions()];
    int[] out = new int[s.positions()];
    int down = element / s.kernelWidth() * s.dilationHeight() - s.paddingHeight();
    int right = element % s.kernelWidth() * s.dilationWidth() - s.paddingWidth();
    int count = 0;
    for (int p = 0; p < in.length; p++) {
      int y = p / s.outputWidth() * s.strideHeight() + down;
      int x = p % s.outputWidth() * s.strideWidth() + right;
      if (y >= 0 && y < s.height() && x >= 0 && x < s.width()) {
        in[count] = (y * s.width() + x) * s.inChannels();
        out[count++] = p * s.outChannels();
      }
    }
    int tiles = s.inChannels() / ROWS;
    return new Sight(
        element * tiles,
        (element + 1) * tiles,
        Arrays.copyOf(in, count),
        Arrays.copyOf(out, count));
  }

  /** Whether images must be padded. */
  boolean readsPadding() {
    return readsPadding;
  }

  /**
   * Adds the gradients.
   *
   * @param count images
   * @param in the images, padded if it {@linkplain #readsPadding reads that}
   * @param gradOutput gradients at the outputs
   * @param gradWeights receives those of the kernels
   * @param gradBias receives those of the bias, or null
   */
  void add(
      int count, float[] in, float[] gradOutput, float[] gradWeights, float @Nullable [] gradBias) {
    if (count == 0) {
      return;
    }
    images = count;
    input = in;
    output = gradOutput;
    weights = gradWeights;
    bias = gradBias;
    sums = pool.take(Tile.count(shape.depth(), ROWS) * ROWS * stride);
    scratch = pool.take(parallel.threads() * scratchSize);
    // One block more than there are weights to share out: the bias.
    parallel.forEach(sights.length * tileParts * panelParts + 1, sumTask);
    parallel.forEach(Tile.count(shape.outChannels(), CHANNELS), placeTask);
    pool.give(scratch);
    pool.give(sums);
    input = EMPTY;
    output = EMPTY;
    weights = EMPTY;
    bias = null;
    scratch = EMPTY;
    sums = EMPTY;
  }

  private void sum(int block, int worker) {
    int parts = tileParts * panelParts;
    if (block == sights.length * parts) {
      if (bias != null) {
        ColumnSums.add(output, images * shape.positions(), shape.outChannels(), bias);
      }
      return;
    }
    Sight sight = sights[block / parts];
    int part = block % parts;
    int firstPanel = part % panelParts * panels / panelParts;
    int lastPanel = (part % panelParts + 1) * panels / panelParts;
    int tiles = sight.lastTile - sight.firstTile;
    int first = sight.firstTile + part / panelParts * tiles / tileParts;
    int last = sight.firstTile + (part / panelParts + 1) * tiles / tileParts;
    int total = images * sight.in.length;
    if (total == 0) {
      Arrays.fill(sums, first * ROWS * stride, last * ROWS * stride, 0f);
    }
    int packed = worker * scratchSize;
    // Channels that fill one panel exactly are that panel already.
    boolean copy = shape.outChannels() != COLUMNS || sight.out.length != shape.positions();
    int channel = firstPanel * COLUMNS;
    int channels = Math.min(lastPanel * COLUMNS, shape.outChannels()) - channel;
    for (int g = 0; g < total; g += Tuning.CONVOLUTION_DEPTH) {
      int length = Math.min(Tuning.CONVOLUTION_DEPTH, total - g);
      if (copy) {
        int to = packed + packedOut;
        gather(output, shape.outputSize(), sight.out, g, length, channel, channels, to, COLUMNS);
      }
      for (int t = first; t < last; t += TOGETHER) {
        int together = Math.min(TOGETHER, last - t);
        packInputs(sight, g, length, t, together, packed);
        for (int q = firstPanel; q < lastPanel; q++) {
          for (int i = 0; i < together; i++) {
            MicroKernel.packed(
                scratch,
                packed + i * length * ROWS,
                length,
                copy ? scratch : output,
                copy ? packed + packedOut + (q - firstPanel) * length * COLUMNS : g * COLUMNS,
                sums,
                (t + i) * ROWS * stride + q * COLUMNS,
                stride,
                g > 0);
          }
        }
      }
    }
  }

  /** Inputs of {@code length} positions counted over all images: [tile][position][8]. */
  private void packInputs(Sight sight, int first, int length, int tile, int tiles, int to) {
    int k = tile * ROWS;
    if (k + tiles * ROWS <= shape.depth() && Unfolding.contiguous(offset, k, tiles * ROWS)) {
      gather(input, imageSize, sight.in, first, length, offset[k], tiles * ROWS, to, ROWS);
      return;
    }
    for (int t = 0; t < tiles; t++, k += ROWS) {
      int at = to + t * length * ROWS;
      if (k + ROWS <= shape.depth() && Unfolding.contiguous(offset, k, ROWS)) {
        gather(input, imageSize, sight.in, first, length, offset[k], ROWS, at, ROWS);
      } else {
        packScattered(sight, first, length, k, at);
      }
    }
  }

  private void packScattered(Sight sight, int first, int length, int k, int to) {
    int image = first / sight.in.length;
    int p = first % sight.in.length;
    for (int j = 0; j < length; j++, p++) {
      if (p == sight.in.length) {
        p = 0;
        image++;
      }
      int from = image * imageSize + sight.in[p];
      for (int r = 0; r < ROWS; r++) {
        scratch[to + j * ROWS + r] = input[from + offset[k + r]];
      }
    }
  }

  /** Panels of {@code length} rows, counted over all images, of which each has the same table. */
  private void gather(
      float[] source,
      int size,
      int[] rows,
      int first,
      int length,
      int shift,
      int columns,
      int to,
      int width) {
    int image = first / rows.length;
    int p = first % rows.length;
    int done = 0;
    while (done < length) {
      int count = Math.min(rows.length - p, length - done);
      int from = image * size + shift;
      Panels.gather(source, rows, p, count, from, columns, scratch, to, done, length, width);
      done += count;
      p = 0;
      image++;
    }
  }

  private void place(int block, int worker) {
    int first = block * CHANNELS;
    int last = Math.min(first + CHANNELS, shape.outChannels());
    KernelLayout.addGradient(shape, sums, stride, weights, first, last);
  }
}
