package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;

/**
 * Means over as many parts of a line as are wanted, whatever its length: [batch, channels, any] to
 * [batch, channels, length].
 */
public final class AdaptiveAvgPool1d implements Layer {
  private final int length;
  private final AdaptiveAvgPool2d image;

  /**
   * Pooling to a length.
   *
   * @param length parts, at least 1; 1 gives the mean of each channel
   * @throws IllegalArgumentException if it is not
   */
  public AdaptiveAvgPool1d(int length) {
    this.length = length;
    image = new AdaptiveAvgPool2d(1, length);
  }

  @Override
  public Tensor forward(Tensor x) {
    return Lines.forward(image, x, this);
  }

  @Override
  public Description description() {
    return new Description("AdaptiveAvgPool1d").number("length", length);
  }

  @Override
  public String toString() {
    return "AdaptiveAvgPool1d(" + length + ")";
  }
}
