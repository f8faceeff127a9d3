package dev.sleipnir.kernels.conv;

/**
 * Sizes of a two-dimensional convolution (cross-correlation, as in the deep-learning libraries).
 *
 * @param inChannels channels of the input
 * @param height rows of the input
 * @param width columns of the input
 * @param outChannels channels of the output
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 * @param strideHeight step between output rows
 * @param strideWidth step between output columns
 * @param paddingHeight rows of zeros above and below
 * @param paddingWidth columns of zeros left and right
 * @param dilationHeight distance between kernel rows
 * @param dilationWidth distance between kernel columns
 * @param groups groups that the channels of input and output are cut into: each output sees the
 *     inputs of its group alone
 * @param extraHeight rows of zeros below beside the padding, for outputs as large as the input
 *     where kernels have an even number of rows
 * @param extraWidth columns of zeros right beside the padding
 */
public record ConvShape(
    int inChannels,
    int height,
    int width,
    int outChannels,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int paddingHeight,
    int paddingWidth,
    int dilationHeight,
    int dilationWidth,
    int groups,
    int extraHeight,
    int extraWidth) {

  /**
   * Sizes of a convolution of one group, padded alike on both sides.
   *
   * @param inChannels channels of the input
   * @param height rows of the input
   * @param width columns of the input
   * @param outChannels channels of the output
   * @param kernelHeight rows of the kernel
   * @param kernelWidth columns of the kernel
   * @param strideHeight step between output rows
   * @param strideWidth step between output columns
   * @param paddingHeight rows of zeros above and below
   * @param paddingWidth columns of zeros left and right
   * @param dilationHeight distance between kernel rows
   * @param dilationWidth distance between kernel columns
   * @throws IllegalArgumentException as the other constructor does
   */
  public ConvShape(
      int inChannels,
      int height,
      int width,
      int outChannels,
      int kernelHeight,
      int kernelWidth,
      int strideHeight,
      int strideWidth,
      int paddingHeight,
      int paddingWidth,
      int dilationHeight,
      int dilationWidth) {
    this(
        inChannels,
        height,
        width,
        outChannels,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        paddingHeight,
        paddingWidth,
        dilationHeight,
        dilationWidth,
        1,
        0,
        0);
  }

  /**
   * Checks that the sizes fit together.
   *
   * @throws IllegalArgumentException naming the size that does not, or if an image or the weights
   *     have more than 2<sup>31</sup> - 1 floats
   */
  public ConvShape {
    requireAtLeast("inChannels", inChannels, 1);
    requireAtLeast("height", height, 1);
    requireAtLeast("width", width, 1);
    requireAtLeast("outChannels", outChannels, 1);
    requireAtLeast("kernelHeight", kernelHeight, 1);
    requireAtLeast("kernelWidth", kernelWidth, 1);
    requireAtLeast("strideHeight", strideHeight, 1);
    requireAtLeast("strideWidth", strideWidth, 1);
    requireAtLeast("paddingHeight", paddingHeight, 0);
    requireAtLeast("paddingWidth", paddingWidth, 0);
    requireAtLeast("dilationHeight", dilationHeight, 1);
    requireAtLeast("dilationWidth", dilationWidth, 1);
    requireAtLeast("groups", groups, 1);
    requireAtLeast("extraHeight", extraHeight, 0);
    requireAtLeast("extraWidth", extraWidth, 0);
    requireMultiple("inChannels", inChannels, groups);
    requireMultiple("outChannels", outChannels, groups);
    long rows = padded(height, paddingHeight, extraHeight);
    long columns = padded(width, paddingWidth, extraWidth);
    requireFits("height", rows, kernelHeight, dilationHeight);
    requireFits("width", columns, kernelWidth, dilationWidth);
    requireImage("padded input", inChannels, rows, columns);
    requireImage(
        "output",
        outChannels,
        windows(rows, kernelHeight, strideHeight, dilationHeight),
        windows(columns, kernelWidth, strideWidth, dilationWidth));
    // No product here overflows: the kernel, undilated, is no larger than the padded input.
    if ((long) kernelHeight * kernelWidth * (inChannels / groups)
        > Integer.MAX_VALUE / outChannels) {
      throw new IllegalArgumentException(
          "weights: expected at most 2147483647 floats, got "
              + outChannels
              + " x "
              + inChannels / groups
              + " x "
              + kernelHeight
              + " x "
              + kernelWidth);
    }
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
  }

  private static void requireMultiple(String name, int value, int groups) {
    if (value % groups != 0) {
      throw new IllegalArgumentException(
          name + ": expected a multiple of the " + groups + " groups, got " + value);
    }
  }

  private static void requireFits(String name, long padded, int kernel, int dilation) {
    if (padded < extent(kernel, dilation)) {
      throw new IllegalArgumentException(
          name
              + ": expected at least the kernel's extent "
              + extent(kernel, dilation)
              + " with padding, got "
              + padded);
    }
  }

  private static void requireImage(String name, int channels, long rows, long columns) {
    if (rows > Integer.MAX_VALUE / columns || rows * columns > Integer.MAX_VALUE / channels) {
      throw new IllegalArgumentException(
          name
              + ": expected at most 2147483647 floats per image, got "
              + channels
              + " x "
              + rows
              + " x "
              + columns);
    }
  }

  private static long padded(int length, int padding, int extra) {
    return length + 2L * padding + extra;
  }

  private static long extent(int kernel, int dilation) {
    return (kernel - 1L) * dilation + 1;
  }

  private static long windows(long padded, int kernel, int stride, int dilation) {
    return (padded - extent(kernel, dilation)) / stride + 1;
  }

  /**
   * Rows of the input with its padding.
   *
   * @return height + 2 paddingHeight + extraHeight
   */
  public int paddedHeight() {
    return height + 2 * paddingHeight + extraHeight;
  }

  /**
   * Columns of the input with its padding.
   *
   * @return width + 2 paddingWidth + extraWidth
   */
  public int paddedWidth() {
    return width + 2 * paddingWidth + extraWidth;
  }

  /**
   * Rows of the output.
   *
   * @return at least 1
   */
  public int outputHeight() {
    return (int) windows(paddedHeight(), kernelHeight, strideHeight, dilationHeight);
  }

  /**
   * Columns of the output.
   *
   * @return at least 1
   */
  public int outputWidth() {
    return (int) windows(paddedWidth(), kernelWidth, strideWidth, dilationWidth);
  }

  /**
   * Pixels of the output.
   *
   * @return outputHeight * outputWidth
   */
  public int positions() {
    return outputHeight() * outputWidth();
  }

  /**
   * Inputs of one output: the length of the sums.
   *
   * @return kernelHeight * kernelWidth * inChannels / groups
   */
  public int depth() {
    return kernelHeight * kernelWidth * (inChannels / groups);
  }

  /**
   * Floats of one input image.
   *
   * @return height * width * inChannels
   */
  public int inputSize() {
    return height * width * inChannels;
  }

  /**
   * Floats of one input image with its padding.
   *
   * @return paddedHeight * paddedWidth * inChannels
   */
  public int paddedSize() {
    return paddedHeight() * paddedWidth() * inChannels;
  }

  /**
   * Floats of one output image.
   *
   * @return positions * outChannels
   */
  public int outputSize() {
    return positions() * outChannels;
  }

  /**
   * Floats of the kernels.
   *
   * @return outChannels * depth
   */
  public int weightSize() {
    return outChannels * depth();
  }

  /**
   * Whether there is any padding.
   *
   * @return true if an input must be padded before use
   */
  public boolean isPadded() {
    return paddingHeight > 0 || paddingWidth > 0 || extraHeight > 0 || extraWidth > 0;
  }

  /** The convolution of one group by itself. */
  ConvShape ofGroup() {
    return new ConvShape(
        inChannels / groups,
        height,
        width,
        outChannels / groups,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        paddingHeight,
        paddingWidth,
        dilationHeight,
        dilationWidth,
        1,
        extraHeight,
        extraWidth);
  }
}
