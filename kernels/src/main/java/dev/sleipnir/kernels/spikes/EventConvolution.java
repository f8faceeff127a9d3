package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.simd.Lanes;
import dev.sleipnir.kernels.simd.VectorApi;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The drive of a convolution of channels-last images: every output position adds the kernel rows of
 * the spikes in its window. A unit is a sample, a task some neighbouring samples.
 *
 * <p>Sums run over kernel row, column, channel in ascending order, as those of {@link
 * dev.sleipnir.kernels.conv.Convolution#forward} do: both give the same bits.
 */
public final class EventConvolution extends SampleDrive {
  private static final int LANES = Lanes.COUNT;

  private static final float[] EMPTY = {};
  private static final SpikeRows NOTHING = SpikeRows.silent(0, 0);

  private final ConvShape shape;
  private final int batch;
  private final Parallel parallel;
  private final int vectors;
  private final int tiles;

  /** Floats of an output position: its channels and what fills up the last tile. */
  private final int stride;

  private final int depth;

  /** Where windows lie, by rows and by columns. */
  private final WindowRange down;

  private final WindowRange across;
  private final int blockSteps;

  /**
   * Floats that are copied at a time, whole positions: they are read from the first-level cache.
   */
  private final int copied;

  private final Parallel.Task packTask = this::packTile;
  private final Parallel.Task addTask = this::addInputs;

  private SpikeRows in = NOTHING;
  private float[] weights = EMPTY;
  private long packedVersion;
  private final WeightTiles packed;
  private float @Nullable [] bias;
  private float[] target = EMPTY;
  private float[][] sums = {};

  /** What adds up gradients of kernels that would not stay in the cache; null where they do. */
  private final @Nullable KernelGradients inputByInput;

  private float[][] biasSums = {};
  private int steps;
  private final SpikeIndex[] lists;

  /** For each worker the spikes in a window, as rows of a kernel. */
  private final int[][] windows;

  /**
   * A convolution of these sizes.
   *
   * @param shape the sizes
   * @param batch samples of a time step
   * @param parallel the threads
   * @throws IllegalArgumentException if batch is not positive
   */
  public EventConvolution(ConvShape shape, int batch, Parallel parallel) {
    super(shape.outputSize(), batch);
    VectorApi.require();
    this.shape = shape;
    this.batch = batch;
    this.parallel = parallel;
    vectors = TileSums.vectors(shape.outChannels());
    tiles = Tile.count(shape.outChannels(), vectors * LANES);
    stride = tiles * vectors * LANES;
    depth = shape.depth();
    down =
        new WindowRange(
            shape.outputHeight(),
            shape.strideHeight(),
            shape.paddingHeight(),
            shape.dilationHeight(),
            shape.kernelHeight(),
            shape.height());
    across =
        new WindowRange(
            shape.outputWidth(),
            shape.strideWidth(),
            shape.paddingWidth(),
            shape.dilationWidth(),
            shape.kernelWidth(),
            shape.width());
    packed = new WeightTiles(vectors, (long) tiles * depth);
    int tile = TileSums.widestColumns(shape.outChannels());
    long ofStep = (long) shape.positions() * Tile.count(shape.outChannels(), tile) * tile;
    blockSteps = (int) Math.max(1, Tuning.EVENT_IMAGE_BLOCK_FLOATS / ofStep);
    copied = Math.max(1, Tuning.EVENT_IMAGE_COPIED_FLOATS / stride) * stride;
    inputByInput =
        (long) depth * shape.outChannels() >= Tuning.EVENT_GRADIENT_FLOATS
            ? new KernelGradients(shape, parallel, vectors)
            : null;
    lists = new SpikeIndex[parallel.threads()];
    windows = new int[parallel.threads()][depth + SpikeLists.ROOM];
    for (int w = 0; w < lists.length; w++) {
      lists[w] = new SpikeIndex();
    }
  }

  @Override
  public void begin(SpikeRows in, int steps, float[][] parameters, long version) {
    float[] weights = parameters[0];
    this.in = in;
    this.steps = steps;
    bias = parameters.length > 1 ? parameters[1] : null;
    if (!isSame(weights, this.weights) || version != packedVersion) {
      this.weights = weights;
      packedVersion = version;
      parallel.forEach(tiles, packTask);
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
  private static boolean isSame(float[] a, float[] b) {
    return a == b;
  }

  /** Input k of a kernel, counted by row, column, channel, as counted by channel, row, column. */
  private int inWeights(int k) {
    int area = shape.kernelHeight() * shape.kernelWidth();
    return k % shape.inChannels() * area + k / shape.inChannels();
  }

  /** Output channels of a tile that exist. */
  private int width(int tile) {
    return Math.min(vectors * LANES, shape.outChannels() - tile * vectors * LANES);
  }

  private void packTile(int tile, int worker) {
    int columns = vectors * LANES;
    int first = tile * columns;
    float[] row = new float[columns];
    for (int k = 0; k < depth; k++) {
      int from = inWeights(k);
      for (int c = 0; c < width(tile); c++) {
        row[c] = weights[(first + c) * depth + from];
      }
      packed.set((long) tile * depth + k, row, 0, 1);
    }
  }

  @Override
  public int neurons() {
    return shape.positions() * stride;
  }

  @Override
  public boolean isSample() {
    return stride == shape.outChannels();
  }

  @Override
  public int blockSteps() {
    return blockSteps;
  }

  /** Where samples are filled up, they are so by the number of output channels alone. */
  @Override
  public boolean hasUnitsOf(SpikeDrive other) {
    return other instanceof EventConvolution ? hasSizesOf(other) : super.hasUnitsOf(other);
  }

  @Override
  public void drive(int unit, int first, int count, float[] out, int worker) {
    SpikeIndex index = lists[worker];
    index.list(in, first * batch + unit, batch, count, shape.inChannels());
    start(count * neurons(), out);
    if (isSparse(index, count)) {
      spikeBySpike(index, count, null, out);
    } else {
      walk(index, count, null, out, worker);
    }
  }

  /** Sums begin at the bias or 0. */
  private void start(int length, float[] out) {
    if (bias == null) {
      Arrays.fill(out, 0, length, 0f);
      return;
    }
    System.arraycopy(bias, 0, out, 0, shape.outChannels());
    Arrays.fill(out, shape.outChannels(), stride, 0f);
    int done = stride;
    while (done < length) {
      int part = Math.min(Math.min(done, copied), length - done);
      System.arraycopy(out, 0, out, done, part);
      done += part;
    }
  }

  /**
   * Whether to go from spike to spike instead of from window to window: most windows are empty, and
   * looking into one costs as much as adding a spike several times.
   */
  private boolean isSparse(SpikeIndex index, int images) {
    return shape.strideHeight() == 1
        && shape.strideWidth() == 1
        && shape.dilationHeight() == 1
        && shape.dilationWidth() == 1
        && index.count() * (long) depth
            < Tuning.EVENT_IMAGE_SPARSE * (long) images * shape.inputSize();
  }

  /** As {@link #walk}, in the same order of sums, from the spikes to the windows they lie in. */
  private void spikeBySpike(
      SpikeIndex index, int images, float @Nullable [] gradients, float[] out) {
    int channels = shape.inChannels();
    int columns = vectors * LANES;
    int[] starts = index.starts();
    int[] spikes = index.spikes();
    int row = shape.outputWidth() * stride;
    for (int n = 0; n < images; n++) {
      int image = n * neurons();
      for (int j = starts[n * index.cells()]; j < starts[(n + 1) * index.cells()]; j++) {
        int pixel = spikes[j] / channels;
        int channel = spikes[j] - pixel * channels;
        int y = pixel / shape.width() + shape.paddingHeight();
        int x = pixel % shape.width() + shape.paddingWidth();
        // Kernel element (dy, dx) sees the spike from output (y - dy, x - dx).
        int dyFrom = Math.max(0, y - shape.outputHeight() + 1);
        int dyTo = Math.min(shape.kernelHeight(), y + 1);
        int dxFrom = Math.max(0, x - shape.outputWidth() + 1);
        int dxTo = Math.min(shape.kernelWidth(), x + 1);
        for (int tile = 0; tile < tiles; tile++) {
          for (int dy = dyFrom; dy < dyTo; dy++) {
            int k = (dy * shape.kernelWidth() + dxFrom) * channels + channel;
            int kernel = tile * depth + k;
            int at = image + (y - dy) * row + (x - dxFrom) * stride + tile * columns;
            if (gradients != null) {
              TileSums.collect(
                  vectors,
                  dxTo - dxFrom,
                  out,
                  at,
                  stride,
                  gradients,
                  kernel * columns,
                  channels * columns);
            } else {
              packed.spread(dxTo - dxFrom, kernel, channels, out, at, stride);
            }
          }
        }
      }
    }
  }

  /** Every window of some images, in order: sums its kernel rows, or adds to them. */
  private void walk(
      SpikeIndex index, int images, float @Nullable [] gradients, float[] out, int worker) {
    int[] chosen = windows[worker];
    for (int tile = 0; tile < tiles; tile++) {
      int kernel = tile * depth;
      int at = tile * vectors * LANES;
      for (int n = 0; n < images; n++) {
        for (int y = 0; y < shape.outputHeight(); y++) {
          for (int x = 0; x < shape.outputWidth(); x++, at += stride) {
            int count = choose(index, n, y, x, chosen);
            if (gradients == null) {
              packed.sum(chosen, 0, count, kernel, out, at);
            } else {
              TileSums.scatter(
                  vectors, chosen, 0, count, out, at, gradients, kernel * vectors * LANES);
            }
          }
        }
      }
    }
  }

  /** Lists the kernel rows of the spikes in a window, in order: how many they are. */
  private int choose(SpikeIndex index, int image, int y, int x, int[] chosen) {
    int channels = shape.inChannels();
    int width = shape.width();
    int rows = down.count(y);
    int across = this.across.count(x);
    int pixel = down.input(y) * width + this.across.input(x);
    int shift = (down.first(y) * shape.kernelWidth() + this.across.first(x) - pixel) * channels;
    int cell = image * index.cells() + pixel;
    int rowStep = shape.dilationHeight() * width;
    int nextRow = (shape.kernelWidth() - rowStep) * channels;
    int columnStep = shape.dilationWidth();
    if (columnStep == 1) {
      return SpikeLists.join(
          index.spikes(), index.starts(), cell, rowStep, across, rows, shift, nextRow, chosen, 0);
    }
    int count = 0;
    for (int r = 0; r < rows; r++) {
      count =
          SpikeLists.join(
              index.spikes(),
              index.starts(),
              cell + r * rowStep,
              columnStep,
              1,
              across,
              shift + r * nextRow,
              (1 - columnStep) * channels,
              chosen,
              count);
    }
    return count;
  }

  @Override
  public void toUnit(int unit, float[] all, int allAt, float[] own, int ownAt) {
    if (isSample()) {
      super.toUnit(unit, all, allAt, own, ownAt);
      return;
    }
    int from = allAt + unit * shape.outputSize();
    int channels = shape.outChannels();
    for (int p = 0; p < shape.positions(); p++) {
      int to = ownAt + p * stride;
      System.arraycopy(all, from + p * channels, own, to, channels);
      Arrays.fill(own, to + channels, to + stride, 0f);
    }
  }

  @Override
  public void fromUnit(int unit, float[] own, int ownAt, float[] all, int allAt) {
    if (isSample()) {
      super.fromUnit(unit, own, ownAt, all, allAt);
      return;
    }
    int to = allAt + unit * shape.outputSize();
    int channels = shape.outChannels();
    for (int p = 0; p < shape.positions(); p++) {
      System.arraycopy(own, ownAt + p * stride, all, to + p * channels, channels);
    }
  }

  @Override
  public void pack(int unit, SpikeRows own, int first, int count, SpikeRows out) {
    if (isSample()) {
      super.pack(unit, own, first, count, out);
      return;
    }
    int channels = shape.outChannels();
    for (int t = 0; t < count; t++) {
      int row = (first + t) * batch + unit;
      for (int p = 0; p < shape.positions(); p++) {
        SpikeMoves.copy(own, t, p * stride, channels, out, row, p * channels);
      }
    }
  }

  @Override
  public void beginGradients(int workers) {
    if (biasSums.length == 0) {
      sums = new float[inputByInput == null ? tasks() : 0][stride * depth];
      biasSums = new float[tasks()][stride];
    }
    for (float[] each : sums) {
      Arrays.fill(each, 0f);
    }
    for (float[] each : biasSums) {
      Arrays.fill(each, 0f);
    }
    if (inputByInput != null) {
      inputByInput.begin(steps * batch);
    }
  }

  @Override
  public void addGradients(int unit, int first, int count, float[] gradient, int worker) {
    int group = task(unit);
    if (bias != null) {
      TileSums.addRows(stride / LANES, count * shape.positions(), gradient, 0, biasSums[group], 0);
    }
    if (inputByInput != null) {
      for (int t = 0; t < count; t++) {
        inputByInput.set((first + t) * batch + unit, gradient, t * neurons());
      }
      return;
    }
    SpikeIndex index = lists[worker];
    index.list(in, first * batch + unit, batch, count, shape.inChannels());
    if (isSparse(index, count)) {
      spikeBySpike(index, count, sums[group], gradient);
    } else {
      walk(index, count, sums[group], gradient, worker);
    }
  }

  @Override
  public void endGradients(float[][] gradients) {
    if (inputByInput != null) {
      inputByInput.add(in, gradients[0]);
    } else {
      target = gradients[0];
      parallel.forEach(Tile.count(depth, Tuning.EVENT_PACKED_INPUTS), addTask);
      target = EMPTY;
    }
    for (int g = 0; gradients.length > 1 && g < biasSums.length; g++) {
      for (int o = 0; o < shape.outChannels(); o++) {
        gradients[1][o] += biasSums[g][o];
      }
    }
  }

  /** Adds some inputs of all kernels. */
  private void addInputs(int part, int worker) {
    int columns = vectors * LANES;
    int first = part * Tuning.EVENT_PACKED_INPUTS;
    int count = Math.min(Tuning.EVENT_PACKED_INPUTS, depth - first);
    for (int tile = 0; tile < tiles; tile++) {
      int at = (tile * depth + first) * columns;
      for (int g = 1; g < sums.length; g++) {
        Elementwise.add(sums[0], at, sums[g], at, sums[0], at, count * columns);
      }
      for (int k = 0; k < count; k++) {
        int to = tile * columns * depth + inWeights(first + k);
        for (int c = 0; c < width(tile); c++) {
          target[to + c * depth] += sums[0][at + k * columns + c];
        }
      }
    }
  }

  @Override
  public void end() {
    in = NOTHING;
    bias = null;
  }

  @Override
  public long allocatedBytes() {
    long ofGradients = (long) Float.BYTES * stride * (sums.length * (long) depth + biasSums.length);
    return packed.bytes() + ofGradients + (inputByInput == null ? 0 : inputByInput.bytes());
  }
}
