package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.MicroKernel;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Products of a convolution with the same place of eight images at a time as the rows of a tile.
 * What a window sees differs from place to place but not from image to image, so that nothing is
 * multiplied that lies in the padding: of images of 2x2 and kernels of 3x3 that is five ninths.
 *
 * <p>Zeros that are not added change no bits, but that a bias of -0 may stay one. The value at a
 * place is one chain of sums over what is seen there, in ascending order.
 */
final class AcrossImages {
  private static final int ROWS = Tile.ROWS;
  private static final int COLUMNS = Tile.COLUMNS;

  /** Columns of a tile of wide vectors: the order of sums must not depend on the vectors' width. */
  private static final int WIDE = 32;

  private static final float[] EMPTY = {};

  private final Parallel parallel;
  private final FloatPool pool;

  /** Floats of an image that is read, and of one that is written. */
  private final int sourceSize;

  private final int targetSize;
  private final int channels;
  private final int depth;

  /** For each place its first run. */
  private final int[] first;

  /** Contiguous floats of the source, and where their weights lie in a panel. */
  private final int[] from;

  private final int[] inPanel;
  private final int[] length;

  private final int[] wholeTile = new int[ROWS];

  /** For each number of images less than a tile's rows where these begin. */
  private final int[][] partTiles = new int[ROWS][ROWS];

  private final Parallel.Task task = this::images;
  private int images;
  private float[] source = EMPTY;
  private float[] panels = EMPTY;
  private float @Nullable [] start;
  private float[] target = EMPTY;
  private float[] scratch = EMPTY;

  private AcrossImages(
      Runs runs, int sourceSize, int channels, int depth, Parallel parallel, FloatPool pool) {
    this.parallel = parallel;
    this.pool = pool;
    this.sourceSize = sourceSize;
    this.channels = channels;
    this.depth = depth;
    first = runs.first;
    from = Arrays.copyOf(runs.from, runs.count);
    inPanel = Arrays.copyOf(runs.inPanel, runs.count);
    length = Arrays.copyOf(runs.length, runs.count);
    targetSize = (first.length - 1) * channels;
    for (int r = 0; r < ROWS; r++) {
      wholeTile[r] = r * sourceSize;
      for (int used = 0; used < ROWS; used++) {
        partTiles[used][r] = r < used ? r * sourceSize : 0;
      }
    }
  }

  /** From images to outputs: panels are those of {@link KernelLayout#packForward}. */
  static AcrossImages forward(ConvShape s, Parallel parallel, FloatPool pool) {
    return new AcrossImages(
        new Runs(s, false), s.inputSize(), s.outChannels(), s.depth(), parallel, pool);
  }

  /** From gradients at outputs to those at images: panels of {@link KernelLayout#packTurned}. */
  static AcrossImages backward(ConvShape s, Parallel parallel, FloatPool pool) {
    int depth = s.kernelHeight() * s.kernelWidth() * s.outChannels();
    return new AcrossImages(
        new Runs(s, true), s.outputSize(), s.inChannels(), depth, parallel, pool);
  }

  /** Whether enough of the windows lies in the padding to leave it out. */
  static boolean fitsForward(ConvShape s) {
    long all = (long) s.positions() * s.kernelHeight() * s.kernelWidth();
    return s.inChannels() >= Tuning.CONVOLUTION_SHORT_RUN
        && pairs(s) < Tuning.CONVOLUTION_INSIDE * all;
  }

  /** Whether to add up what each input gets costs less than to spread what each output gives. */
  static boolean fitsBackward(ConvShape s) {
    return s.outChannels() >= Tuning.CONVOLUTION_SHORT_RUN
        && pairs(s) * Tile.count(s.inChannels(), WIDE)
            < (long) s.positions() * Tile.count(s.depth(), WIDE);
  }

  /** Pairs of an output position and a kernel element that lie within the image. */
  static long pairs(ConvShape s) {
    long down =
        pairs(
            s.outputHeight(),
            s.strideHeight(),
            s.paddingHeight(),
            s.dilationHeight(),
            s.kernelHeight(),
            s.height());
    return down
        * pairs(
            s.outputWidth(),
            s.strideWidth(),
            s.paddingWidth(),
            s.dilationWidth(),
            s.kernelWidth(),
            s.width());
  }

  private static long pairs(
      int outputs, int stride, int padding, int dilation, int kernel, int size) {
    long pairs = 0;
    for (int p = 0; p < outputs; p++) {
      for (int k = 0; k < kernel; k++) {
        int at = p * stride - padding + k * dilation;
        pairs += at >= 0 && at < size ? 1 : 0;
      }
    }
    return pairs;
  }

  /** What each place sees, in ascending order of the source. */
  private static final class Runs {
    final int[] first;
    int[] from = new int[64];
    int[] inPanel = new int[64];
    int[] length = new int[64];
    int count;

    Runs(ConvShape s, boolean back) {
      int area = s.kernelHeight() * s.kernelWidth();
      int places = back ? s.height() * s.width() : s.positions();
      int channels = back ? s.outChannels() : s.inChannels();
      // For each place and kernel element the other place, or -1.
      int[] other = new int[places * area];
      Arrays.fill(other, -1);
      for (int p = 0; p < s.positions(); p++) {
        int top = p / s.outputWidth() * s.strideHeight() - s.paddingHeight();
        int left = p % s.outputWidth() * s.strideWidth() - s.paddingWidth();
        for (int k = 0; k < area; k++) {
          int y = top + k / s.kernelWidth() * s.dilationHeight();
          int x = left + k % s.kernelWidth() * s.dilationWidth();
          if (y >= 0 && y < s.height() && x >= 0 && x < s.width()) {
            int pixel = y * s.width() + x;
            // Backwards kernels are turned, so that the source ascends there, too.
            other[back ? pixel * area + area - 1 - k : p * area + k] = back ? p : pixel;
          }
        }
      }
      first = new int[places + 1];
      for (int place = 0; place < places; place++) {
        int before = -2;
        for (int k = 0; k < area; k++) {
          int seen = other[place * area + k];
          if (seen < 0) {
            before = -2;
          } else if (seen == before + 1) {
            length[count - 1] += channels;
            before = seen;
          } else {
            add(seen * channels, k * channels, channels);
            before = seen;
          }
        }
        first[place + 1] = count;
      }
    }

    private void add(int source, int panel, int floats) {
      if (count == from.length) {
        from = Arrays.copyOf(from, 2 * count);
        inPanel = Arrays.copyOf(inPanel, 2 * count);
        length = Arrays.copyOf(length, 2 * count);
      }
      from[count] = source;
      inPanel[count] = panel;
      length[count] = floats;
      count++;
    }
  }

  /**
   * Computes the values at all places.
   *
   * @param count images
   * @param in the images that are read
   * @param weights panels, [panel][depth][tile columns]
   * @param bias where the sums begin, or null for 0
   * @param out receives the images
   */
  void run(int count, float[] in, float[] weights, float @Nullable [] bias, float[] out) {
    images = count;
    source = in;
    panels = weights;
    start = bias;
    target = out;
    scratch = pool.take(parallel.threads() * ROWS * COLUMNS);
    parallel.forEach(Tile.count(count, ROWS), task);
    pool.give(scratch);
    source = EMPTY;
    panels = EMPTY;
    start = null;
    target = EMPTY;
    scratch = EMPTY;
  }

  private void images(int group, int worker) {
    int image = group * ROWS;
    int used = Math.min(ROWS, images - image);
    int[] rows = used == ROWS ? wholeTile : partTiles[used];
    int tile = worker * ROWS * COLUMNS;
    for (int c = 0; c < channels; c += COLUMNS) {
      int columns = Math.min(COLUMNS, channels - c);
      boolean inside = used == ROWS && columns == COLUMNS;
      for (int place = 0; place < first.length - 1; place++) {
        int out = image * targetSize + place * channels + c;
        float[] to = inside ? target : scratch;
        int at = inside ? out : tile;
        int step = inside ? targetSize : COLUMNS;
        begin(to, at, step, c, columns, place);
        boolean add = start != null;
        for (int r = first[place]; r < first[place + 1]; r++) {
          MicroKernel.rows(
              source,
              rows,
              0,
              image * sourceSize + from[r],
              length[r],
              panels,
              c * depth + inPanel[r] * COLUMNS,
              to,
              at,
              step,
              add);
          add = true;
        }
        for (int r = 0; !inside && r < used; r++) {
          System.arraycopy(scratch, tile + r * COLUMNS, target, out + r * targetSize, columns);
        }
      }
    }
  }

  /** Sums begin at the bias, or where nothing is seen are 0. */
  private void begin(float[] to, int at, int step, int c, int columns, int place) {
    float[] bias = start;
    boolean seesNothing = first[place] == first[place + 1];
    for (int r = 0; (bias != null || seesNothing) && r < ROWS; r++) {
      if (bias != null) {
        System.arraycopy(bias, c, to, at + r * step, columns);
      } else {
        Arrays.fill(to, at + r * step, at + r * step + columns, 0f);
      }
    }
  }
}
