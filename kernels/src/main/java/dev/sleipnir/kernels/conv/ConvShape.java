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
    int dilationWidth) {

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
    requireFits("height", height, kernelHeight, paddingHeight, dilationHeight);
    requireFits("width", width, kernelWidth, paddingWidth, dilationWidth);
    requireImage(
        "padded input", inChannels, padded(height, paddingHeight), padded(width, paddingWidth));
    requireImage(
        "output",
        outChannels,
        windows(height, kernelHeight, strideHeight, paddingHeight, dilationHeight),
        windows(width, kernelWidth, strideWidth, paddingWidth, dilationWidth));
    // No product here overflows: the kernel, undilated, is no larger than the padded input.
    if ((long) kernelHeight * kernelWidth * inChannels > Integer.MAX_VALUE / outChannels) {
      throw new IllegalArgumentException(
          "weights: expected at most 2147483647 floats, got "
              + outChannels
              + " x "
              + inChannels
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

  private static void requireFits(String name, int length, int kernel, int padding, int dilation) {
    if (padded(length, padding) < extent(kernel, dilation)) {
      throw new IllegalArgumentException(
          name
              + ": expected at least the kernel's extent "
              + extent(kernel, dilation)
              + " with padding, got "
              + padded(length, padding));
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

  private static long padded(int length, int padding) {
    return length + 2L * padding;
  }

  private static long extent(int kernel, int dilation) {
    return (kernel - 1L) * dilation + 1;
  }

  private static long windows(int length, int kernel, int stride, int padding, int dilation) {
    return (padded(length, padding) - extent(kernel, dilation)) / stride + 1;
  }

  /**
   * Rows of the input with its padding.
   *
   * @return height + 2 paddingHeight
   */
  public int paddedHeight() {
    return height + 2 * paddingHeight;
  }

  /**
   * Columns of the input with its padding.
   *
   * @return width + 2 paddingWidth
   */
  public int paddedWidth() {
    return width + 2 * paddingWidth;
  }

  /**
   * Rows of the output.
   *
   * @return at least 1
   */
  public int outputHeight() {
    return (int) windows(height, kernelHeight, strideHeight, paddingHeight, dilationHeight);
  }

  /**
   * Columns of the output.
   *
   * @return at least 1
   */
  public int outputWidth() {
    return (int) windows(width, kernelWidth, strideWidth, paddingWidth, dilationWidth);
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
   * @return kernelHeight * kernelWidth * inChannels
   */
  public int depth() {
    return kernelHeight * kernelWidth * inChannels;
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
    return paddingHeight > 0 || paddingWidth > 0;
  }
}
