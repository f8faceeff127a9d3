package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;

/**
 * Maximum over windows of lines: [batch, channels, length] to [batch, channels, windows]. In all
 * else as {@link MaxPool2d}; of a {@link Window} it takes what is said of columns.
 */
public final class MaxPool1d implements Layer {
  private final Window window;
  private final MaxPool2d image;

  /**
   * Windows side by side.
   *
   * @param kernel length of a window, at least 1
   * @throws IllegalArgumentException if it is not
   */
  public MaxPool1d(int kernel) {
    this(Window.of(kernel).stride(kernel));
  }

  /**
   * Windows of any kind.
   *
   * @param window length, stride (1 unless set), padding, at most half of the length, and dilation
   * @throws IllegalArgumentException if there is more padding
   */
  public MaxPool1d(Window window) {
    this.window = window.columns();
    image = new MaxPool2d(window.ofLines());
  }

  @Override
  public Tensor forward(Tensor x) {
    return Lines.forward(image, x, this);
  }

  @Override
  public Description description() {
    return window.describe(new Description("MaxPool1d"));
  }

  @Override
  public String toString() {
    return Pooling.text("MaxPool1d", window);
  }
}
