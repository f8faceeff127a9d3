package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.RangeMean;
import dev.sleipnir.kernels.require.Require;

/**
 * Means over as many parts of an image as are wanted, whatever its size: [batch, channels, any
 * height, any width] to [batch, channels, height, width]. Parts overlap where sizes do not divide,
 * as PyTorch's do.
 */
public final class AdaptiveAvgPool2d extends Resizing {
  private final int height;
  private final int width;

  /**
   * Pooling to a square.
   *
   * @param size rows and columns of the output, at least 1; 1 gives the mean of each channel
   * @throws IllegalArgumentException if it is not
   */
  public AdaptiveAvgPool2d(int size) {
    this(size, size);
  }

  /**
   * Pooling to a height and a width.
   *
   * @param height rows of the output, at least 1
   * @param width columns of the output, at least 1
   * @throws IllegalArgumentException if one is not
   */
  public AdaptiveAvgPool2d(int height, int width) {
    Require.atLeast("height", 1, height);
    Require.atLeast("width", 1, width);
    this.height = height;
    this.width = width;
  }

  @Override
  RangeMean means(int channels, int rows, int columns) {
    return RangeMean.adaptive(channels, rows, columns, height, width);
  }

  @Override
  public Description description() {
    return new Description("AdaptiveAvgPool2d").number("height", height).number("width", width);
  }

  @Override
  public String toString() {
    return "AdaptiveAvgPool2d(" + height + "x" + width + ")";
  }
}
