package dev.sleipnir.kernels.pool;

import java.util.Arrays;

/**
 * Means over rectangles of channels-last images, of which every output row and column has a range
 * of its own: adaptive pooling, and, with ranges of one pixel, images made larger.
 */
public final class RangeMean {
  private final int channels;
  private final int width;
  private final int inputSize;
  private final int[] rowFrom;
  private final int[] rowTo;
  private final int[] columnFrom;
  private final int[] columnTo;

  private RangeMean(int channels, int height, int width, int[][] rows, int[][] columns) {
    this.channels = channels;
    this.width = width;
    inputSize = height * width * channels;
    rowFrom = rows[0];
    rowTo = rows[1];
    columnFrom = columns[0];
    columnTo = columns[1];
  }

  /**
   * Pooling to a number of rows and columns: output o of n sees inputs floor(o length / n) to
   * ceil((o + 1) length / n) - 1 of an axis.
   *
   * @param channels channels of an image
   * @param height rows of the input
   * @param width columns of the input
   * @param outputHeight rows of the output, at least 1
   * @param outputWidth columns of the output, at least 1
   * @return the means
   */
  public static RangeMean adaptive(
      int channels, int height, int width, int outputHeight, int outputWidth) {
    return new RangeMean(
        channels, height, width, ranges(height, outputHeight), ranges(width, outputWidth));
  }

  private static int[][] ranges(int length, int outputs) {
    int[][] ranges = new int[2][outputs];
    for (int o = 0; o < outputs; o++) {
      ranges[0][o] = (int) ((long) o * length / outputs);
      ranges[1][o] = (int) Math.ceilDiv((o + 1L) * length, (long) outputs);
    }
    return ranges;
  }

  /**
   * Every pixel repeated: output o of an axis is input o / factor.
   *
   * @param channels channels of an image
   * @param height rows of the input
   * @param width columns of the input
   * @param down times that a row is repeated, at least 1
   * @param across times that a column is repeated, at least 1
   * @return the means, each of one pixel
   */
  public static RangeMean repeated(int channels, int height, int width, int down, int across) {
    return new RangeMean(channels, height, width, pixels(height, down), pixels(width, across));
  }

  private static int[][] pixels(int length, int factor) {
    int[][] ranges = new int[2][length * factor];
    for (int o = 0; o < length * factor; o++) {
      ranges[0][o] = o / factor;
      ranges[1][o] = o / factor + 1;
    }
    return ranges;
  }

  /**
   * Rows of the output.
   *
   * @return at least 1
   */
  public int outputHeight() {
    return rowFrom.length;
  }

  /**
   * Columns of the output.
   *
   * @return at least 1
   */
  public int outputWidth() {
    return columnFrom.length;
  }

  /**
   * Forward.
   *
   * @param in images, [n][height][width][channels]
   * @param out receives the means, [n][outputHeight][outputWidth][channels]
   * @param image which image
   */
  public void forward(float[] in, float[] out, int image) {
    int at = image * outputHeight() * outputWidth() * channels;
    for (int y = 0; y < rowFrom.length; y++) {
      for (int x = 0; x < columnFrom.length; x++, at += channels) {
        Arrays.fill(out, at, at + channels, 0f);
        for (int row = rowFrom[y]; row < rowTo[y]; row++) {
          for (int column = columnFrom[x]; column < columnTo[x]; column++) {
            add(in, image * inputSize + (row * width + column) * channels, out, at);
          }
        }
        float count = count(y, x);
        for (int c = at; c < at + channels; c++) {
          out[c] /= count;
        }
      }
    }
  }

  /**
   * Backward.
   *
   * @param gradOut gradient at the means
   * @param gradIn receives the gradient at the images
   * @param image which image
   */
  public void backward(float[] gradOut, float[] gradIn, int image) {
    Arrays.fill(gradIn, image * inputSize, (image + 1) * inputSize, 0f);
    int at = image * outputHeight() * outputWidth() * channels;
    for (int y = 0; y < rowFrom.length; y++) {
      for (int x = 0; x < columnFrom.length; x++, at += channels) {
        float count = count(y, x);
        for (int row = rowFrom[y]; row < rowTo[y]; row++) {
          for (int column = columnFrom[x]; column < columnTo[x]; column++) {
            int to = image * inputSize + (row * width + column) * channels;
            for (int c = 0; c < channels; c++) {
              gradIn[to + c] += gradOut[at + c] / count;
            }
          }
        }
      }
    }
  }

  private float count(int y, int x) {
    return (float) (rowTo[y] - rowFrom[y]) * (columnTo[x] - columnFrom[x]);
  }

  private void add(float[] in, int from, float[] out, int to) {
    for (int c = 0; c < channels; c++) {
      out[to + c] += in[from + c];
    }
  }
}
