package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.simd.Lanes;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;

/**
 * Gradients of a convolution's kernels, input by input: that of one input of all kernels is the sum
 * of the gradients at the outputs that saw it spike. It stays in registers while they are read,
 * where spike by spike a row of the kernels would be read and written for each.
 *
 * <p>Gradients at the outputs are collected first, image by image. Sums run over images, then
 * positions, as those of {@link dev.sleipnir.kernels.conv.Convolution#backwardWeights} do: both
 * give the same bits.
 */
final class KernelGradients {
  /** Channels of a block of work: a field of a word of spikes. */
  private static final int CHANNELS = 16;

  /** Between rows of sums, which would else lie in the same sets of the caches. */
  private static final int CACHE_LINE = 16;

  private static final float[] EMPTY = {};
  private static final SpikeRows NOTHING = SpikeRows.silent(0, 0);

  private final ConvShape shape;
  private final Parallel parallel;
  private final int vectors;
  private final int columns;
  private final int tiles;
  private final int area;
  private final int pixels;
  private final int positions;

  /** Images of which a tile of gradients stays in the first-level cache, if one does. */
  private final int imagesAtOnce;

  /** Images of which all gradients stay in the second-level cache. */
  private final int mostImages;

  /** Channels whose rows of gradients are chosen together. */
  private final int channelsAtOnce;

  /** Spikes of a channel in so many images. */
  private final int room;

  /** For each kernel element and pixel the output position that sees it there, or -1. */
  private final int[] seenFrom;

  private final Block[] blocks;
  private final Parallel.Task task = this::addBlock;

  private SpikeRows in = NOTHING;
  private int images;
  private WeightTiles gradients;
  private float[] target = EMPTY;

  /** What a worker needs for itself. */
  private static final class Block {
    final float[] sums;
    final int[] counts = new int[CHANNELS];

    /** For each channel the first rows of the images in which it spikes, and the pixels. */
    final int[] rows;

    final int[] pixels;

    /** The rows of gradients for each channel and kernel element, and where they begin and end. */
    final int[] chosen;

    final int[] bounds;

    Block(int sums, int room, int lists) {
      this.sums = new float[sums];
      rows = new int[CHANNELS * room];
      pixels = new int[CHANNELS * room];
      chosen = new int[lists * room + 1];
      bounds = new int[lists + 1];
    }
  }

  /**
   * Gradients of a convolution.
   *
   * @param shape its sizes, of one group
   * @param parallel the threads
   * @param vectors of a tile of output channels
   */
  KernelGradients(ConvShape shape, Parallel parallel, int vectors) {
    this.shape = shape;
    this.parallel = parallel;
    this.vectors = vectors;
    columns = vectors * Lanes.COUNT;
    gradients = new WeightTiles(vectors, 1);
    tiles = Tile.count(shape.outChannels(), columns);
    area = shape.kernelHeight() * shape.kernelWidth();
    pixels = shape.height() * shape.width();
    positions = shape.positions();
    int near = Tuning.EVENT_GRADIENTS_NEAR / (positions * columns);
    int cached = Tuning.EVENT_GRADIENTS_AT_ONCE / (positions * tiles * columns);
    mostImages = Math.max(1, Math.max(near, cached));
    imagesAtOnce = near == 0 ? mostImages : near;
    room = mostImages * pixels;
    int most = Math.max(1, Tuning.EVENT_ROWS_AT_ONCE / (area * room));
    channelsAtOnce = Math.min(CHANNELS, most);
    seenFrom = new int[area * pixels];
    Arrays.fill(seenFrom, -1);
    for (int p = 0; p < positions; p++) {
      int top = p / shape.outputWidth() * shape.strideHeight() - shape.paddingHeight();
      int left = p % shape.outputWidth() * shape.strideWidth() - shape.paddingWidth();
      for (int k = 0; k < area; k++) {
        int y = top + k / shape.kernelWidth() * shape.dilationHeight();
        int x = left + k % shape.kernelWidth() * shape.dilationWidth();
        if (y >= 0 && y < shape.height() && x >= 0 && x < shape.width()) {
          seenFrom[k * pixels + y * shape.width() + x] = p;
        }
      }
    }
    blocks = new Block[parallel.threads()];
    for (int w = 0; w < blocks.length; w++) {
      blocks[w] = new Block(tiles * tileOfSums(), room, channelsAtOnce * area);
    }
  }

  /** Makes room for the gradients of so many images. */
  void begin(int count) {
    images = count;
    long rows = (long) count * positions * tiles;
    if (gradients.bytes() < rows * columns * Float.BYTES) {
      gradients = new WeightTiles(vectors, rows);
    }
  }

  /** Keeps the gradients at an image's outputs, [position][tile][columns]. */
  void set(int image, float[] from, int at) {
    for (int p = 0; p < positions; p++) {
      for (int tile = 0; tile < tiles; tile++) {
        gradients.set(row(tile, image) + p, from, at + (p * tiles + tile) * columns, 1);
      }
    }
  }

  private int rowOfSums() {
    return columns + CACHE_LINE;
  }

  /** Sums of a tile, [channel][kernel element][column]. */
  private int tileOfSums() {
    return CHANNELS * area * rowOfSums();
  }

  private long row(int tile, int image) {
    return ((long) tile * images + image) * positions;
  }

  /** Adds the gradients of all kernels, when those of all images are set. */
  void add(SpikeRows spikes, float[] kernels) {
    in = spikes;
    target = kernels;
    parallel.forEach(Tile.count(shape.inChannels(), CHANNELS), task);
    in = NOTHING;
    target = EMPTY;
  }

  private void addBlock(int number, int worker) {
    Block own = blocks[worker];
    int first = number * CHANNELS;
    int channels = Math.min(CHANNELS, shape.inChannels() - first);
    Arrays.fill(own.sums, 0f);
    int end;
    for (int image = 0; image < images; image = end) {
      end = list(own, image, first, channels);
      for (int c = 0; c < channels; c += channelsAtOnce) {
        sum(own, image, c, Math.min(channels, c + channelsAtOnce));
      }
    }
    for (int o = 0; o < shape.outChannels(); o++) {
      int to = (o * shape.inChannels() + first) * area;
      int from = o / columns * tileOfSums() + o % columns;
      for (int k = 0; k < channels * area; k++) {
        target[to + k] += own.sums[from + k * rowOfSums()];
      }
    }
  }

  private void sum(Block own, int image, int first, int last) {
    int lists = 0;
    for (int c = first; c < last; c++) {
      for (int k = 0; k < area; k++) {
        own.bounds[lists + 1] = choose(own, c, k, own.bounds[lists]);
        lists++;
      }
    }
    for (int tile = 0; tile < tiles; tile++) {
      int at = tile * tileOfSums() + first * area * rowOfSums();
      for (int list = 0; list < lists; list++, at += rowOfSums()) {
        gradients.sum(
            own.chosen, own.bounds[list], own.bounds[list + 1], row(tile, image), own.sums, at);
      }
    }
  }

  /**
   * Lists the spikes of some channels, channel by channel, of as many images as is good: near ones,
   * but where spikes are few, more. Returns the first image that is left.
   */
  private int list(Block own, int fromImage, int first, int channels) {
    Arrays.fill(own.counts, 0);
    int last = Math.min(images, fromImage + mostImages);
    int enough = channels * Tuning.EVENT_ROWS_WORTH;
    int spikes = 0;
    int image = fromImage;
    for (; image < last && (image < fromImage + imagesAtOnce || spikes < enough); image++) {
      int row = (image - fromImage) * positions;
      for (int pixel = 0; pixel < pixels; pixel++) {
        long field = in.field(image, pixel * shape.inChannels() + first, channels);
        spikes += Long.bitCount(field);
        for (long rest = field; rest != 0; rest &= rest - 1) {
          int channel = Long.numberOfTrailingZeros(rest);
          int at = channel * room + own.counts[channel]++;
          own.rows[at] = row;
          own.pixels[at] = pixel;
        }
      }
    }
    return image;
  }

  /** Chooses the rows of gradients that saw a channel spike with a kernel element. */
  private int choose(Block own, int channel, int element, int at) {
    int[] chosen = own.chosen;
    int from = channel * room;
    int to = from + own.counts[channel];
    int table = element * pixels;
    int end = at;
    for (int j = from; j < to; j++) {
      int position = seenFrom[table + own.pixels[j]];
      chosen[end] = own.rows[j] + position;
      end += position >= 0 ? 1 : 0;
    }
    return end;
  }

  /** Memory that stays. */
  long bytes() {
    long each = 0;
    for (Block own : blocks) {
      each += own.sums.length + 2L * own.rows.length + own.chosen.length + own.bounds.length;
    }
    return gradients.bytes() + Float.BYTES * (seenFrom.length + each);
  }
}
