package dev.sleipnir.kernels.conv;

import dev.sleipnir.kernels.gemm.Tile;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of as many groups as there are input channels: an output channel sees one channel.
 * What has to move is all that it costs, so that channels lie in the lanes, and images are padded
 * one by one, in the cache; windows of 3 x 3 that are neighbours read them where they are. Where a
 * channel has several outputs it is repeated for them.
 *
 * <p>The gradient at the input is such a convolution of the gradient at the output, spread out with
 * zeros where there are strides, with kernels turned round. Gradients of weights are summed over a
 * few images at a time, in an order that follows from their number alone.
 */
final class DepthwiseConvolution extends Convolution {
  private static final float[] EMPTY = {};

  private final ConvShape shape;
  private final Parallel parallel;
  private final FloatPool pool;
  private final int channels;

  /** Outputs of an input channel. */
  private final int outputs;

  private final int taps;

  /** Whether the input is read where it is. */
  private final boolean direct;

  /** Whether kernels are 3 x 3 and not dilated: of strides of 1 these have loops of their own. */
  private final boolean isCommon;

  /** Whether those loops read the input where it is, and the gradient at the output. */
  private final boolean readsInput;

  private final boolean readsGradient;

  private final int[] forwardTaps;
  private final int[] backwardTaps;
  private final int spreadHeight;
  private final int spreadWidth;
  private final int scratchSize;

  /** Where, in a thread's scratch, rows lie of windows that see beyond the image. */
  private final int linesAt;

  private final float[] zeros;

  private final Parallel.Task forwardTask = this::forwardImage;
  private final Parallel.Task backwardTask = this::backwardImage;
  private final Parallel.Task weightsTask = this::weightsOfBlock;

  private int images;
  private int block;
  private float[] input = EMPTY;
  private float[] output = EMPTY;
  private float[] packed = EMPTY;
  private float[] scratch = EMPTY;
  private float @Nullable [] bias;

  DepthwiseConvolution(ConvShape shape, Parallel parallel, FloatPool pool) {
    super(shape);
    this.shape = shape;
    this.parallel = parallel;
    this.pool = pool;
    channels = shape.outChannels();
    outputs = channels / shape.inChannels();
    taps = shape.kernelHeight() * shape.kernelWidth();
    isCommon =
        shape.kernelHeight() == 3
            && shape.kernelWidth() == 3
            && shape.dilationHeight() == 1
            && shape.dilationWidth() == 1;
    direct = outputs == 1 && !shape.isPadded();
    spreadHeight = shape.height() + (shape.kernelHeight() - 1) * shape.dilationHeight();
    spreadWidth = shape.width() + (shape.kernelWidth() - 1) * shape.dilationWidth();
    forwardTaps = taps(shape.paddedWidth());
    backwardTaps = taps(spreadWidth);
    boolean inPlace = outputs == 1 && isNeighbours(shape.outputHeight(), shape.outputWidth());
    readsInput = inPlace && sees(shape.paddingWidth(), shape.outputWidth(), shape.width());
    readsGradient =
        inPlace
            && isNeighbours(shape.height(), shape.width())
            && sees(2 - shape.paddingWidth(), shape.width(), shape.outputWidth());
    int padded = readsInput || direct ? 0 : shape.paddedHeight() * shape.paddedWidth();
    int spread = readsGradient ? 0 : spreadHeight * spreadWidth;
    int repeated = outputs == 1 ? 0 : shape.height() * shape.width();
    linesAt = Math.max(padded, spread + repeated) * channels;
    int widest = Math.max(Math.max(shape.paddedWidth(), spreadWidth), shape.outputWidth());
    scratchSize = linesAt + (isCommon ? (Windows3x3.ROWS + 2) * widest * channels : 0);
    zeros = new float[channels];
  }

  /** Whether {@link Windows3x3} fits so many outputs. */
  private boolean isNeighbours(int rows, int columns) {
    return isCommon
        && shape.strideHeight() == 1
        && shape.strideWidth() == 1
        && rows >= Windows3x3.ROWS
        && columns >= Windows3x3.POSITIONS;
  }

  /** Whether so many windows see no more than a column beyond an image, on each side. */
  private static boolean sees(int left, int columns, int width) {
    return left >= 0 && left <= 1 && columns + 1 - left <= width;
  }

  /** Where the inputs of a window lie, in rows of so many pixels. */
  private int[] taps(int width) {
    int[] at = new int[taps];
    for (int k = 0; k < taps; k++) {
      int row = k / shape.kernelWidth() * shape.dilationHeight();
      int column = k % shape.kernelWidth() * shape.dilationWidth();
      at[k] = (row * width + column) * channels;
    }
    return at;
  }

  @Override
  void multiply(
      int images, float[] input, float[] weights, float @Nullable [] bias, float[] output) {
    this.input = input;
    this.output = output;
    this.bias = bias;
    packed = pool.take(taps * channels);
    for (int k = 0; k < taps; k++) {
      for (int c = 0; c < channels; c++) {
        packed[k * channels + c] = weights[c * taps + k];
      }
    }
    scratch = pool.take(parallel.threads() * scratchSize);
    parallel.forEach(images, forwardTask);
    release();
  }

  @Override
  void multiplyBack(int images, float[] gradOutput, float[] weights, float[] gradInput) {
    input = gradInput;
    output = gradOutput;
    packed = pool.take(taps * channels);
    for (int k = 0; k < taps; k++) {
      for (int c = 0; c < channels; c++) {
        packed[k * channels + c] = weights[c * taps + taps - 1 - k];
      }
    }
    scratch = pool.take(parallel.threads() * scratchSize);
    parallel.forEach(images, backwardTask);
    release();
  }

  @Override
  void addGradients(
      int images,
      float[] input,
      float[] gradOutput,
      float[] gradWeights,
      float @Nullable [] gradBias) {
    this.images = images;
    this.input = input;
    output = gradOutput;
    block = Tile.count(images, Tuning.DEPTHWISE_WEIGHT_BLOCKS);
    int blocks = images == 0 ? 0 : Tile.count(images, block);
    packed = pool.take(blocks * (taps + 1) * channels);
    scratch = pool.take(parallel.threads() * scratchSize);
    parallel.forEach(blocks, weightsTask);
    for (int b = 0; b < blocks; b++) {
      int from = b * (taps + 1) * channels;
      for (int k = 0; k < taps; k++, from += channels) {
        for (int c = 0; c < channels; c++) {
          gradWeights[c * taps + k] += packed[from + c];
        }
      }
      for (int c = 0; gradBias != null && c < channels; c++) {
        gradBias[c] += packed[from + c];
      }
    }
    release();
  }

  private void release() {
    pool.give(packed);
    pool.give(scratch);
    input = EMPTY;
    output = EMPTY;
    packed = EMPTY;
    scratch = EMPTY;
    bias = null;
  }

  private void forwardImage(int image, int worker) {
    int out = image * shape.outputSize();
    int rows = shape.outputHeight();
    int columns = shape.outputWidth();
    if (readsInput) {
      int at = image * shape.inputSize();
      int top = shape.paddingHeight();
      int left = shape.paddingWidth();
      neighbours(
          input,
          at,
          shape.height(),
          shape.width(),
          top,
          left,
          rows,
          columns,
          bias,
          output,
          out,
          worker);
      return;
    }
    int at = padded(image, worker);
    float[] in = direct ? input : scratch;
    int width = shape.paddedWidth();
    if (isNeighbours(rows, columns)) {
      neighbours(
          in, at, shape.paddedHeight(), width, 0, 0, rows, columns, bias, output, out, worker);
      return;
    }
    int row = shape.strideHeight() * width * channels;
    int step = shape.strideWidth() * channels;
    for (int y = 0; y < rows; y++) {
      int to = out + y * columns * channels;
      DepthwiseVectors.row(
          channels, columns, in, at + y * row, step, forwardTaps, packed, bias, output, to);
    }
  }

  /** All outputs of an image of so many rows and columns by {@link Windows3x3}. */
  private void neighbours(
      float[] image,
      int at,
      int height,
      int width,
      int top,
      int left,
      int rows,
      int columns,
      float @Nullable [] start,
      float[] out,
      int to,
      int worker) {
    int line = width * channels;
    int right = Math.max(0, columns + 2 - left - width);
    for (int row = 0; row < rows; row += Windows3x3.ROWS) {
      // The last of an odd number of rows is computed with the one before, which does not change.
      int y = Math.min(row, rows - Windows3x3.ROWS);
      int from = y - top;
      boolean within = from >= 0 && from + Windows3x3.ROWS + 2 <= height;
      float[] in = within ? image : scratch;
      int lines = within ? at + from * line : lines(image, at, height, line, from, 4, worker);
      Windows3x3.outputs(
          channels,
          columns,
          in,
          lines,
          line,
          left,
          right,
          zeros,
          packed,
          start,
          out,
          to + y * columns * channels);
    }
  }

  /**
   * Copies rows of an image from one that may lie before it; rows of zeros where there are none.
   */
  private int lines(float[] image, int at, int height, int line, int first, int count, int worker) {
    int own = worker * scratchSize + linesAt;
    for (int r = 0; r < count; r++) {
      int row = first + r;
      int to = own + r * line;
      if (row >= 0 && row < height) {
        System.arraycopy(image, at + row * line, scratch, to, line);
      } else {
        Arrays.fill(scratch, to, to + line, 0f);
      }
    }
    return own;
  }

  /** Where an image lies with its padding, its channels repeated for their outputs. */
  private int padded(int image, int worker) {
    int from = image * shape.inputSize();
    if (direct) {
      return from;
    }
    int own = worker * scratchSize;
    if (outputs == 1) {
      place(
          input,
          from,
          shape.height(),
          shape.width(),
          shape.paddingHeight(),
          shape.paddingWidth(),
          shape.paddedHeight(),
          shape.paddedWidth(),
          own);
      return own;
    }
    Arrays.fill(scratch, own, own + shape.paddedHeight() * shape.paddedWidth() * channels, 0f);
    int columns = shape.width() * shape.inChannels();
    for (int y = 0; y < shape.height(); y++) {
      int row = (y + shape.paddingHeight()) * shape.paddedWidth() + shape.paddingWidth();
      int to = own + row * channels;
      for (int i = 0; i < columns; i++, to += outputs) {
        Arrays.fill(scratch, to, to + outputs, input[from + y * columns + i]);
      }
    }
    return own;
  }

  /** Puts an image into one of zeros, as far as it lies within. */
  private void place(
      float[] image,
      int at,
      int rows,
      int columns,
      int top,
      int left,
      int height,
      int width,
      int own) {
    int first = Math.clamp(left, 0, width);
    int last = Math.clamp(left + columns, first, width);
    for (int y = 0; y < height; y++) {
      int line = own + y * width * channels;
      if (y < top || y >= top + rows) {
        Arrays.fill(scratch, line, line + width * channels, 0f);
        continue;
      }
      int from = at + ((y - top) * columns + first - left) * channels;
      Arrays.fill(scratch, line, line + first * channels, 0f);
      System.arraycopy(image, from, scratch, line + first * channels, (last - first) * channels);
      Arrays.fill(scratch, line + last * channels, line + width * channels, 0f);
    }
  }

  private void backwardImage(int image, int worker) {
    int own = worker * scratchSize;
    int rows = shape.height();
    int columns = shape.width();
    int to = image * shape.inputSize();
    if (readsGradient) {
      int at = image * shape.outputSize();
      int top = 2 - shape.paddingHeight();
      int left = 2 - shape.paddingWidth();
      neighbours(
          output,
          at,
          shape.outputHeight(),
          shape.outputWidth(),
          top,
          left,
          rows,
          columns,
          null,
          input,
          to,
          worker);
      return;
    }
    spread(image, own);
    int sums = own + spreadHeight * spreadWidth * channels;
    float[] target = outputs == 1 ? input : scratch;
    int targetAt = outputs == 1 ? to : sums;
    if (isCommon && rows >= Windows3x3.ROWS && columns >= Windows3x3.POSITIONS) {
      neighbours(
          scratch,
          own,
          spreadHeight,
          spreadWidth,
          0,
          0,
          rows,
          columns,
          null,
          target,
          targetAt,
          worker);
    } else {
      for (int y = 0; y < rows; y++) {
        int from = own + y * spreadWidth * channels;
        int row = targetAt + y * columns * channels;
        DepthwiseVectors.row(
            channels, columns, scratch, from, channels, backwardTaps, packed, null, target, row);
      }
    }
    for (int i = 0; outputs > 1 && i < shape.inputSize(); i++) {
      float sum = scratch[sums + i * outputs];
      for (int o = 1; o < outputs; o++) {
        sum += scratch[sums + i * outputs + o];
      }
      input[to + i] = sum;
    }
  }

  /** Gradients at an image's outputs where the kernels, turned round, look for them. */
  private void spread(int image, int own) {
    int top = (shape.kernelHeight() - 1) * shape.dilationHeight() - shape.paddingHeight();
    int left = (shape.kernelWidth() - 1) * shape.dilationWidth() - shape.paddingWidth();
    int from = image * shape.outputSize();
    if (shape.strideHeight() == 1 && shape.strideWidth() == 1) {
      int columns = shape.outputWidth();
      place(output, from, shape.outputHeight(), columns, top, left, spreadHeight, spreadWidth, own);
      return;
    }
    Arrays.fill(scratch, own, own + spreadHeight * spreadWidth * channels, 0f);
    for (int y = 0; y < shape.outputHeight(); y++) {
      int row = top + y * shape.strideHeight();
      for (int x = 0; x < shape.outputWidth(); x++, from += channels) {
        int column = left + x * shape.strideWidth();
        // Outputs whose windows lie in the padding altogether are left out.
        if (row >= 0 && row < spreadHeight && column >= 0 && column < spreadWidth) {
          int to = own + (row * spreadWidth + column) * channels;
          System.arraycopy(output, from, scratch, to, channels);
        }
      }
    }
  }

  private void weightsOfBlock(int b, int worker) {
    int sums = b * (taps + 1) * channels;
    Arrays.fill(packed, sums, sums + (taps + 1) * channels, 0f);
    for (int image = b * block; image < Math.min(images, (b + 1) * block); image++) {
      if (readsInput) {
        int at = image * shape.inputSize();
        int top = shape.paddingHeight();
        int left = shape.paddingWidth();
        addNeighbours(input, at, shape.height(), shape.width(), top, left, image, sums, worker);
        continue;
      }
      int at = padded(image, worker);
      float[] in = direct ? input : scratch;
      if (isNeighbours(shape.outputHeight(), shape.outputWidth())) {
        addNeighbours(in, at, shape.paddedHeight(), shape.paddedWidth(), 0, 0, image, sums, worker);
      } else {
        addRows(in, at, image, sums);
      }
    }
  }

  private void addRows(float[] in, int at, int image, int sums) {
    int row = shape.strideHeight() * shape.paddedWidth() * channels;
    int step = shape.strideWidth() * channels;
    int columns = shape.outputWidth();
    for (int y = 0; y < shape.outputHeight(); y++) {
      int to = image * shape.outputSize() + y * columns * channels;
      DepthwiseVectors.addWeights(
          channels, columns, in, at + y * row, step, forwardTaps, output, to, packed, sums);
      DepthwiseVectors.addRows(channels, columns, output, to, packed, sums + taps * channels);
    }
  }

  /** Adds the gradients of an image's windows by {@link Windows3x3}. */
  private void addNeighbours(
      float[] pixels,
      int at,
      int height,
      int width,
      int top,
      int left,
      int image,
      int sums,
      int worker) {
    int line = width * channels;
    int columns = shape.outputWidth();
    int gradient = image * shape.outputSize();
    int right = Math.max(0, columns + 2 - left - width);
    for (int y = 0; y < shape.outputHeight(); y++, gradient += columns * channels) {
      int from = y - top;
      boolean within = from >= 0 && from + 3 <= height;
      float[] in = within ? pixels : scratch;
      int lines = within ? at + from * line : lines(pixels, at, height, line, from, 3, worker);
      Windows3x3.addGradients(
          channels, columns, in, lines, line, left, right, zeros, output, gradient, packed, sums);
    }
  }
}
