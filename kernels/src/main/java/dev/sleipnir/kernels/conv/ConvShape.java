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
   * @throws IllegalArgumentException naming the size that does not
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
    requireFits("height", height + 2 * paddingHeight, (kernelHeight - 1) * dilationHeight + 1);
    requireFits("width", width + 2 * paddingWidth, (kernelWidth - 1) * dilationWidth + 1);
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
  }

  private static void requireFits(String name, int padded, int kernel) {
    if (padded < kernel) {
      throw new IllegalArgumentException(
          name
              + ": expected at least the kernel's extent "
              + kernel
              + " with padding, got "
              + padded);
    }
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
    return (paddedHeight() - (kernelHeight - 1) * dilationHeight - 1) / strideHeight + 1;
  }

  /**
   * Columns of the output.
   *
   * @return at least 1
   */
  public int outputWidth() {
    return (paddedWidth() - (kernelWidth - 1) * dilationWidth - 1) / strideWidth + 1;
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
