package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.ColumnSums;
import dev.sleipnir.kernels.gemm.MicroKernel;
import dev.sleipnir.kernels.gemm.Panels;
import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.VectorApi;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of channels-last images: input [n][height][width][inChannels], output
 * [n][row][column] [outChannels], kernels [outChannels][inChannels][row][column]. All three
 * directions are matrix products whose large operand, the unfolded image, is read in place and
 * never written out.
 *
 * <p>Sums run in a fixed order (forward: kernel row, column, channel; backward to the data: output
 * position, then channel, or, where tiles are worth it, as {@link WinogradDataGradient} does; to
 * the weights: image, position), so results depend on neither the number of threads nor the vector
 * width.
 *
 * <p>An instance holds the arguments of the call in progress and belongs to one caller at a time; a
 * call allocates nothing once its pool is warm.
 */
public final class Convolution {
  private static final int ROWS = Tile.ROWS;
  private static final int COLUMNS = Tile.COLUMNS;
  private static final int TILE = ROWS * COLUMNS;
  private static final float[] EMPTY = new float[0];

  private final ConvShape shape;
  private final Parallel parallel;
  private final FloatPool pool;
  private final Unfolding unfolding;
  private final @Nullable WinogradDataGradient winograd;
  private final int[] outputRow;
  private final int depth;
  private final int positions;
  private final int outPanels;
  private final int depthPanels;

  private final Parallel.Task padTask = this::padImage;
  private final Parallel.Task cropTask = this::cropImage;
  private final Parallel.Task packForwardTask = this::packForward;
  private final Parallel.Task forwardTask = this::forwardImage;
  private final Parallel.Task packBackwardTask = this::packBackward;
  private final Parallel.Task backwardDataTask = this::backwardDataImage;
  private final Parallel.Task backwardWeightsTask = this::backwardWeightsBlock;

  private int images;
  private float[] input = EMPTY;
  private float[] unpadded = EMPTY;
  private float[] output = EMPTY;
  private float[] weights = EMPTY;
  private float @Nullable [] bias;
  private float[] panels = EMPTY;
  private float[] scratch = EMPTY;
  private int scratchSize;
  private int weightBlock;
  private float[] packedGradient = EMPTY;

  /**
   * A convolution of these sizes.
   *
   * @param shape the sizes
   * @param parallel the threads
   * @param pool the buffers
   */
  public Convolution(ConvShape shape, Parallel parallel, FloatPool pool) {
    VectorApi.require();
    this.shape = shape;
    this.parallel = parallel;
    this.pool = pool;
    unfolding = new Unfolding(shape);
    winograd =
        WinogradDataGradient.fits(shape) ? new WinogradDataGradient(shape, parallel, pool) : null;
    depth = shape.depth();
    positions = shape.positions();
    outPanels = Tile.count(shape.outChannels(), COLUMNS);
    depthPanels = Tile.count(depth, COLUMNS);
    outputRow = new int[unfolding.position.length];
    for (int p = 0; p < positions; p++) {
      outputRow[p] = p * shape.outChannels();
    }
  }

  /**
   * The sizes.
   *
   * @return what was given
   */
  public ConvShape shape() {
    return shape;
  }

  /**
   * output = input * weights + bias.
   *
   * @param images number of images
   * @param input [images][height][width][inChannels]
   * @param weights [outChannels][inChannels][kernelHeight][kernelWidth]
   * @param bias [outChannels], or null for none
   * @param output [images][outputHeight][outputWidth][outChannels]
   * @throws IllegalArgumentException if {@code images} is negative or an array is too short
   */
  public void forward(
      int images, float[] input, float[] weights, float @Nullable [] bias, float[] output) {
    Require.count("images", images);
    require("input", input, images, shape.inputSize());
    require("weights", weights, 1, shape.weightSize());
    if (bias != null) {
      require("bias", bias, 1, shape.outChannels());
    }
    require("output", output, images, shape.outputSize());
    this.images = images;
    this.weights = weights;
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

  /**
   * gradInput = the gradient of {@link #forward} with respect to its input.
   *
   * @param images number of images
   * @param gradOutput gradient at the output
   * @param weights the kernels
   * @param gradInput receives the gradient at the input; what it held is overwritten
   * @throws IllegalArgumentException if {@code images} is negative or an array is too short
   */
  public void backwardData(int images, float[] gradOutput, float[] weights, float[] gradInput) {
    Require.count("images", images);
    require("gradOutput", gradOutput, images, shape.outputSize());
    require("weights", weights, 1, shape.weightSize());
    require("gradInput", gradInput, images, shape.inputSize());
    this.images = images;
    this.weights = weights;
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

  /**
   * Adds the gradients of {@link #forward} with respect to weights and bias.
   *
   * @param images number of images
   * @param input the input of the forward pass
   * @param gradOutput gradient at the output
   * @param gradWeights its gradient is added to this
   * @param gradBias its gradient is added to this; null for none
   * @throws IllegalArgumentException if {@code images} is negative or an array is too short
   */
  public void backwardWeights(
      int images,
      float[] input,
      float[] gradOutput,
      float[] gradWeights,
      float @Nullable [] gradBias) {
    Require.count("images", images);
    require("input", input, images, shape.inputSize());
    require("gradOutput", gradOutput, images, shape.outputSize());
    require("gradWeights", gradWeights, 1, shape.weightSize());
    if (gradBias != null) {
      require("gradBias", gradBias, 1, shape.outChannels());
    }
    this.images = images;
    this.weights = gradWeights;
    this.bias = gradBias;
    this.output = gradOutput;
    pad(input);
    int tiles = Tile.count(depth, ROWS);
    weightBlock = Math.max(2, Tile.count(tiles, Tuning.CONVOLUTION_WEIGHT_BLOCKS));
    packedGradient = pool.take(tiles * ROWS * outPanels * COLUMNS);
    scratchSize = Tuning.CONVOLUTION_DEPTH * (ROWS + outPanels * COLUMNS);
    scratch = pool.take(parallel.threads() * scratchSize);
    // One block more than there are weights to share out: the bias.
    parallel.forEach(Tile.count(tiles, weightBlock) + 1, backwardWeightsTask);
    pool.give(packedGradient);
    packedGradient = EMPTY;
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

  private void backwardWeightsBlock(int block, int worker) {
    int tiles = Tile.count(depth, ROWS);
    int firstTile = block * weightBlock;
    if (firstTile >= tiles) {
      addBiasGradient();
      return;
    }
    int lastTile = Math.min(firstTile + weightBlock, tiles);
    int packedIn = worker * scratchSize;
    int packedOut = packedIn + Tuning.CONVOLUTION_DEPTH * ROWS;
    int stride = outPanels * COLUMNS;
    int total = images * positions;
    for (int g = 0; g < total; g += Tuning.CONVOLUTION_DEPTH) {
      int length = Math.min(Tuning.CONVOLUTION_DEPTH, total - g);
      // Channels that fill one panel exactly are that panel already.
      boolean copy = shape.outChannels() != COLUMNS;
      for (int q = 0; copy && q < outPanels; q++) {
        Panels.copy(
            output,
            g * shape.outChannels() + q * COLUMNS,
            shape.outChannels(),
            length,
            Math.min(COLUMNS, shape.outChannels() - q * COLUMNS),
            scratch,
            packedOut + q * COLUMNS * Tuning.CONVOLUTION_DEPTH,
            COLUMNS);
      }
      for (int t = firstTile; t < lastTile; t++) {
        packInputs(g, length, t * ROWS, packedIn);
        for (int q = 0; q < outPanels; q++) {
          MicroKernel.packed(
              scratch,
              packedIn,
              length,
              copy ? scratch : output,
              copy ? packedOut + q * COLUMNS * Tuning.CONVOLUTION_DEPTH : g * COLUMNS,
              packedGradient,
              t * ROWS * stride + q * COLUMNS,
              stride,
              g > 0);
        }
      }
    }
    if (total > 0) {
      KernelLayout.addGradient(
          shape, packedGradient, stride, weights, firstTile * ROWS, lastTile * ROWS);
    }
  }

  /** Inputs k to k + 7 of {@code length} positions counted over all images: [position][8]. */
  private void packInputs(int first, int length, int k, int packed) {
    int[] position = unfolding.position;
    int[] offset = unfolding.offset;
    boolean contiguous = k + ROWS <= depth && Unfolding.contiguous(offset, k, ROWS);
    int image = first / positions;
    int p = first % positions;
    int to = packed;
    int end = packed + length * ROWS;
    while (to < end) {
      int base = image * shape.paddedSize();
      int last = Math.min(positions, p + (end - to) / ROWS);
      if (contiguous) {
        base += offset[k];
        for (; p < last; p++, to += ROWS) {
          Panels.copyRow(input, base + position[p], scratch, to, end);
        }
      } else {
        for (; p < last; p++, to += ROWS) {
          int from = base + position[p];
          for (int r = 0; r < ROWS; r++) {
            scratch[to + r] = input[from + offset[k + r]];
          }
        }
      }
      p = 0;
      image++;
    }
  }

  private void addBiasGradient() {
    float[] gradient = bias;
    if (gradient == null) {
      return;
    }
    ColumnSums.add(output, images * positions, shape.outChannels(), gradient);
  }

  private static void require(String name, float[] array, int count, int size) {
    if (array.length < (long) count * size) {
      throw new IllegalArgumentException(
          name + ": expected " + count + " x " + size + " floats, got " + array.length);
    }
  }
}
