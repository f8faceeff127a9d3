package dev.sleipnir.kernels.pool;

import dev.sleipnir.kernels.require.Require;

/**
 * Sizes of a two-dimensional pooling. An input image is [height][width][channels], an output image
 * [outputHeight][outputWidth][channels]: channels last.
 *
 * <p>The window of output (y, x) has its tap (ky, kx) at input row {@code y * strideHeight -
 * paddingHeight + ky * dilationHeight} and the column likewise. Windows that do not fit into the
 * padded image are left out.
 *
 * @param channels channels, at least 1
 * @param height rows of an input image, at least 1
 * @param width columns of an input image, at least 1
 * @param kernelHeight taps of the window in vertical direction, at least 1
 * @param kernelWidth taps of the window in horizontal direction, at least 1
 * @param strideHeight rows from one window to the next, at least 1
 * @param strideWidth columns from one window to the next, at least 1
 * @param paddingHeight rows added above and below, from 0 to half of kernelHeight
 * @param paddingWidth columns added left and right, from 0 to half of kernelWidth
 * @param dilationHeight rows from one tap to the next, at least 1
 * @param dilationWidth columns from one tap to the next, at least 1
 */
public record PoolShape(
    int channels,
    int height,
    int width,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int paddingHeight,
    int paddingWidth,
    int dilationHeight,
    int dilationWidth) {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if a size is outside its range, no window fits into the padded
   *     image, or an image has more than 2<sup>31</sup> - 1 elements
   */
  public PoolShape {
    Require.positive("channels", channels);
    Require.positive("height", height);
    Require.positive("width", width);
    Require.positive("kernelHeight", kernelHeight);
    Require.positive("kernelWidth", kernelWidth);
    Require.positive("strideHeight", strideHeight);
    Require.positive("strideWidth", strideWidth);
    Require.positive("dilationHeight", dilationHeight);
    Require.positive("dilationWidth", dilationWidth);
    padding("paddingHeight", paddingHeight, "kernelHeight", kernelHeight);
    padding("paddingWidth", paddingWidth, "kernelWidth", kernelWidth);
    fits("height", height, kernelHeight, paddingHeight, dilationHeight);
    fits("width", width, kernelWidth, paddingWidth, dilationWidth);
    // An output image may be the larger one where padding and stride 1 meet.
    long rows = Math.max(height, windows(height, kernelHeight, 1, paddingHeight, dilationHeight));
    long columns = Math.max(width, windows(width, kernelWidth, 1, paddingWidth, dilationWidth));
    if (rows * columns > Integer.MAX_VALUE / channels) {
      throw new IllegalArgumentException(
          "channels, height, width: expected at most 2^31 - 1 elements per image, got "
              + channels
              + " x "
              + height
              + " x "
              + width);
    }
  }

  /**
   * Rows of an output image.
   *
   * @return number of rows, at least 1
   */
  public int outputHeight() {
    return (int) windows(height, kernelHeight, strideHeight, paddingHeight, dilationHeight);
  }

  /**
   * Columns of an output image.
   *
   * @return number of columns, at least 1
   */
  public int outputWidth() {
    return (int) windows(width, kernelWidth, strideWidth, paddingWidth, dilationWidth);
  }

  /**
   * Elements of an input image.
   *
   * @return height * width * channels
   */
  public int inputSize() {
    return height * width * channels;
  }

  /**
   * Elements of an output image.
   *
   * @return outputHeight * outputWidth * channels
   */
  public int outputSize() {
    return outputHeight() * outputWidth() * channels;
  }

  /** Whether every input lies in exactly one window. */
  boolean isTiling() {
    return strideHeight == kernelHeight
        && strideWidth == kernelWidth
        && isWithinImage()
        && height % kernelHeight == 0
        && width % kernelWidth == 0;
  }

  /** Whether windows are without gaps, and none reaches into padding. */
  boolean isWithinImage() {
    return paddingHeight == 0 && paddingWidth == 0 && dilationHeight == 1 && dilationWidth == 1;
  }

  private static void padding(String name, int padding, String kernelName, int kernel) {
    if (padding < 0 || padding > kernel / 2) {
      throw new IllegalArgumentException(
          name
              + ": expected 0 to "
              + kernel / 2
              + " (half of "
              + kernelName
              + " "
              + kernel
              + "), got "
              + padding);
    }
  }

  private static void fits(String name, int size, int kernel, int padding, int dilation) {
    long least = (kernel - 1L) * dilation + 1 - 2L * padding;
    if (size < least) {
      throw new IllegalArgumentException(
          name + ": expected at least " + least + " for one window to fit, got " + size);
    }
  }

  private static long windows(int size, int kernel, int stride, int padding, int dilation) {
    return (size + 2L * padding - (kernel - 1L) * dilation - 1) / stride + 1;
  }
}
