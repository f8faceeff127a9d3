package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Tensor;

/**
 * Mean over windows of lines: [batch, channels, length] to [batch, channels, windows]. In all else
 * as {@link AvgPool2d}; of a {@link Window} it takes what is said of columns.
 */
public final class AvgPool1d implements Layer {
  private final Window window;
  private final AvgPool2d image;

  /**
   * Windows side by side.
   *
   * @param kernel length of a window, at least 1
   * @throws IllegalArgumentException if it is not
   */
  public AvgPool1d(int kernel) {
    this(Window.of(kernel).stride(kernel));
  }

  /**
   * Windows of any kind.
   *
   * @param window length, stride (1 unless set), padding, at most half of the length, and dilation
   * @throws IllegalArgumentException if there is more padding
   */
  public AvgPool1d(Window window) {
    this.window = window.columns();
    image = new AvgPool2d(window.ofLines());
  }

  @Override
  public Tensor forward(Tensor x) {
    return Lines.forward(image, x, this);
  }

  @Override
  public Description description() {
    return window.describe(new Description("AvgPool1d"));
  }

  @Override
  public String toString() {
    return Pooling.text("AvgPool1d", window);
  }
}
