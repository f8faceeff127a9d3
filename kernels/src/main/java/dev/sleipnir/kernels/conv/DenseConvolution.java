package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.MicroKernel;
import dev.sleipnir.kernels.gemm.Panels;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of one group. All three directions are matrix products whose large operand, the
 * unfolded image, is read in place and never written out.
 *
 * <p>Sums run in a fixed order (forward: kernel row, column, channel; backward to the data: output
 * position, then channel, all in one chain where {@link AcrossImages} makes it, or, where tiles are
 * worth it, as {@link WinogradDataGradient} does; to the weights: image, position).
 */
final class DenseConvolution extends Convolution {
  private static final int ROWS = Tile.ROWS;
  private static final int COLUMNS = Tile.COLUMNS;
  private static final int TILE = ROWS * COLUMNS;
  private static final float[] EMPTY = new float[0];

  private final ConvShape shape;
  private final Parallel parallel;
  private final FloatPool pool;
  private final Unfolding unfolding;
  private final @Nullable WinogradDataGradient winograd;

  /** Forward and backward by places instead of images; null where it does not pay. */
  private final @Nullable AcrossImages across;

  private final @Nullable AcrossImages acrossBack;
  private final WeightGradient weightGradient;
  private final int[] outputRow;
  private final int depth;
  private final int positions;
  private final int outPanels;
  private final int depthPanels;
  private final int inPanels;

  private final Parallel.Task padTask = this::padImage;
  private final Parallel.Task cropTask = this::cropImage;
  private final Parallel.Task packForwardTask = this::packForward;
  private final Parallel.Task forwardTask = this::forwardImage;
  private final Parallel.Task packBackwardTask = this::packBackward;
  private final Parallel.Task packTurnedTask = this::packTurned;
  private final Parallel.Task backwardDataTask = this::backwardDataImage;

  private int images;
  private float[] input = EMPTY;
  private float[] unpadded = EMPTY;
  private float[] output = EMPTY;
  private float[] weights = EMPTY;
  private float @Nullable [] bias;
  private float[] panels = EMPTY;
  private float[] scratch = EMPTY;
  private int scratchSize;

  DenseConvolution(ConvShape shape, Parallel parallel, FloatPool pool) {
    super(shape);
    this.shape = shape;
    this.parallel = parallel;
    this.pool = pool;
    unfolding = new Unfolding(shape);
    winograd =
        WinogradDataGradient.fits(shape) ? new WinogradDataGradient(shape, parallel, pool) : null;
    weightGradient = new WeightGradient(shape, unfolding, parallel, pool);
    depth = shape.depth();
    positions = shape.positions();
    outPanels = Tile.count(shape.outChannels(), COLUMNS);
    depthPanels = Tile.count(depth, COLUMNS);
    inPanels = Tile.count(shape.inChannels(), COLUMNS);
    across = AcrossImages.fitsForward(shape) ? AcrossImages.forward(shape, parallel, pool) : null;
    acrossBack =
        winograd == null && AcrossImages.fitsBackward(shape)
            ? AcrossImages.backward(shape, parallel, pool)
            : null;
    outputRow = new int[unfolding.position.length];
    for (int p = 0; p < positions; p++) {
      outputRow[p] = p * shape.outChannels();
    }
  }

  @Override
  void multiply(
      int images, float[] input, float[] weights, float @Nullable [] bias, float[] output) {
    this.images = images;
    this.weights = weights;
    if (across != null && images >= ROWS) {
      panels = pool.take(outPanels * COLUMNS * depth);
      parallel.forEach(outPanels, packForwardTask);
      across.run(images, input, panels, bias, output);
      pool.give(panels);
      panels = EMPTY;
      this.weights = EMPTY;
      return;
    }
    this.bias = bias;
    this.output = output;
    pad(input);
    panels = pool.take(outPanels * COLUMNS * depth);
    parallel.forEach(outPanels, packForwardTask);
    scratchSize = TILE + ROWS * depth;
    scratch = pool.take(parallel.threads() * scratchSize);
    parallel.forEach(images, forwardTask);
    release();
  }

  @Override
  void multiplyBack(int images, float[] gradOutput, float[] weights, float[] gradInput) {
    this.images = images;
    this.weights = weights;
    if (acrossBack != null) {
      panels = pool.take(inPanels * COLUMNS * depth / shape.inChannels() * shape.outChannels());
      parallel.forEach(inPanels, packTurnedTask);
      acrossBack.run(images, gradOutput, panels, null, gradInput);
      pool.give(panels);
      panels = EMPTY;
      this.weights = EMPTY;
      return;
    }
    output = gradOutput;
    unpadded = gradInput;
    input = shape.isPadded() ? pool.take(images * shape.paddedSize()) : gradInput;
    if (winograd != null) {
      winograd.run(images, gradOutput, weights, input);
    } else {
      backwardDataDirectly();
    }
    if (shape.isPadded()) {
      parallel.forEach(images, cropTask);
    }
    release();
  }

  private void backwardDataDirectly() {
    panels = pool.take(depthPanels * COLUMNS * shape.outChannels());
    parallel.forEach(depthPanels, packBackwardTask);
    scratchSize = ROWS * depthPanels * COLUMNS;
    scratch = pool.take(parallel.threads() * scratchSize);
    parallel.forEach(images, backwardDataTask);
  }

  @Override
  void addGradients(
      int images,
      float[] input,
      float[] gradOutput,
      float[] gradWeights,
      float @Nullable [] gradBias) {
    if (!weightGradient.readsPadding()) {
      weightGradient.add(images, input, gradOutput, gradWeights, gradBias);
      return;
    }
    this.images = images;
    pad(input);
    weightGradient.add(images, this.input, gradOutput, gradWeights, gradBias);
    release();
  }

  private void pad(float[] image) {
    unpadded = image;
    if (!shape.isPadded()) {
      input = image;
      return;
    }
    input = pool.take(images * shape.paddedSize());
    parallel.forEach(images, padTask);
  }

  /** Gives the buffers back and forgets the caller's arrays. */
  private void release() {
    if (shape.isPadded()) {
      pool.give(input);
    }
    if (panels.length > 0) {
      pool.give(panels);
    }
    if (scratch.length > 0) {
      pool.give(scratch);
    }
    input = EMPTY;
    unpadded = EMPTY;
    output = EMPTY;
    weights = EMPTY;
    bias = null;
    panels = EMPTY;
    scratch = EMPTY;
  }

  private void padImage(int image, int worker) {
    int row = shape.width() * shape.inChannels();
    int from = image * shape.inputSize();
    int to = image * shape.paddedSize();
    Arrays.fill(input, to, to + shape.paddedSize(), 0f);
    for (int y = 0; y < shape.height(); y++) {
      System.arraycopy(unpadded, from + y * row, input, to + paddedRow(y), row);
    }
  }

  private void cropImage(int image, int worker) {
    int row = shape.width() * shape.inChannels();
    int to = image * shape.inputSize();
    int from = image * shape.paddedSize();
    for (int y = 0; y < shape.height(); y++) {
      System.arraycopy(input, from + paddedRow(y), unpadded, to + y * row, row);
    }
  }

  private int paddedRow(int y) {
    return ((y + shape.paddingHeight()) * shape.paddedWidth() + shape.paddingWidth())
        * shape.inChannels();
  }

  private void packForward(int panel, int worker) {
    KernelLayout.packForward(shape, weights, panel, panels);
  }

  private void packBackward(int panel, int worker) {
    KernelLayout.packBackward(shape, weights, panel, panels);
  }

  private void packTurned(int panel, int worker) {
    KernelLayout.packTurned(shape, weights, panel, panels);
  }

  private void forwardImage(int image, int worker) {
    int tile = worker * scratchSize;
    int packed = tile + TILE;
    int in = image * shape.paddedSize();
    boolean pack = unfolding.run < Tuning.CONVOLUTION_SHORT_RUN;
    for (int p = 0; p < positions; p += ROWS) {
      int rows = Math.min(ROWS, positions - p);
      if (pack) {
        packPositions(in, p, packed);
      }
      for (int q = 0; q < outPanels; q++) {
        int columns = Math.min(COLUMNS, shape.outChannels() - q * COLUMNS);
        boolean inside = rows == ROWS && columns == COLUMNS;
        int out = image * shape.outputSize() + p * shape.outChannels() + q * COLUMNS;
        float[] target = inside ? output : scratch;
        int at = inside ? out : tile;
        int row = inside ? shape.outChannels() : COLUMNS;
        boolean add = startFromBias(target, at, row, q, columns);
        int panel = q * COLUMNS * depth;
        if (pack) {
          MicroKernel.packed(scratch, packed, depth, panels, panel, target, at, row, add);
        } else {
          for (int k = 0; k < depth; k += unfolding.run) {
            MicroKernel.rows(
                input,
                unfolding.position,
                p,
                in + unfolding.offset[k],
                unfolding.run,
                panels,
                panel + k * COLUMNS,
                target,
                at,
                row,
                add || k > 0);
          }
        }
        if (!inside) {
          copyTile(tile, out, rows, columns);
        }
      }
    }
  }

  private boolean startFromBias(float[] target, int at, int row, int q, int columns) {
    if (bias == null) {
      return false;
    }
    for (int r = 0; r < ROWS; r++) {
      System.arraycopy(bias, q * COLUMNS, target, at + r * row, columns);
    }
    return true;
  }

  private void copyTile(int tile, int out, int rows, int columns) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(scratch, tile + r * COLUMNS, output, out + r * shape.outChannels(), columns);
    }
  }

  /** The inputs of eight positions, interleaved: [depth][8]. */
  private void packPositions(int in, int p, int packed) {
    int[] position = unfolding.position;
    if (Unfolding.contiguous(position, p, ROWS)) {
      int base = in + position[p];
      int end = packed + depth * ROWS;
      for (int k = 0; k < depth; k++) {
        Panels.copyRow(input, base + unfolding.offset[k], scratch, packed + k * ROWS, end);
      }
    } else {
      for (int r = 0; r < ROWS; r++) {
        int base = in + position[p + r];
        for (int k = 0; k < depth; k++) {
          scratch[packed + k * ROWS + r] = input[base + unfolding.offset[k]];
        }
      }
    }
  }

  private void backwardDataImage(int image, int worker) {
    int tile = worker * scratchSize;
    int in = image * shape.paddedSize();
    int out = image * shape.outputSize();
    int channels = shape.outChannels();
    int stride = depthPanels * COLUMNS;
    Arrays.fill(input, in, in + shape.paddedSize(), 0f);
    for (int p = 0; p < positions; p += ROWS) {
      int rows = Math.min(ROWS, positions - p);
      for (int q = 0; q < depthPanels; q++) {
        int k = q * COLUMNS;
        MicroKernel.rows(
            output,
            outputRow,
            p,
            out,
            channels,
            panels,
            k * channels,
            scratch,
            tile + k,
            stride,
            false);
      }
      // Whole positions at a time: windows overlap, so the order of the additions would otherwise
      // follow the width of a panel.
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < depth; k += COLUMNS) {
          int columns = Math.min(COLUMNS, depth - k);
          addInputs(in + unfolding.position[p + r], k, columns, tile + r * stride + k);
        }
      }
    }
  }

  /** Adds a tile row, the gradient of inputs k to k + columns of one position, to the image. */
  private void addInputs(int base, int k, int columns, int tileRow) {
    int[] offset = unfolding.offset;
    if (columns == COLUMNS && Unfolding.contiguous(offset, k, COLUMNS)) {
      TileRow.add(scratch, tileRow, input, base + offset[k]);
    } else {
      for (int j = 0; j < columns; j++) {
        input[base + offset[k + j]] += scratch[tileRow + j];
      }
    }
  }
}
