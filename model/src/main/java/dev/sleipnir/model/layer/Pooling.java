package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** What the pooling layers share. */
abstract sealed class Pooling implements Layer permits AvgPool2d, MaxPool2d {
  private final Window window;

  Pooling(Window window) {
    requirePadding(window.height(), window.paddingHeight());
    requirePadding(window.width(), window.paddingWidth());
    if (window.isSame()) {
      throw new IllegalArgumentException("padding: expected numbers, got \"same\"");
    }
    this.window = window;
  }

  private static void requirePadding(int kernel, int padding) {
    if (padding < 0 || padding > kernel / 2) {
      throw new IllegalArgumentException(
          "padding: expected 0 to " + kernel / 2 + ", got " + padding);
    }
  }

  /** Square windows. */
  static Window square(int kernel, int stride, int padding) {
    Require.atLeast("kernel", 1, kernel);
    Require.atLeast("stride", 1, stride);
    requirePadding(kernel, padding);
    return Window.of(kernel).stride(stride).padding(padding);
  }

  /**
   * The sizes for images of a number of channels, a height and a width.
   *
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @return sizes of input, output and windows
   * @throws IllegalArgumentException if the window does not fit into the padded image
   */
  public final PoolShape shape(int channels, int height, int width) {
    return window.pooling(channels, height, width);
  }

  final PoolShape shape(int[] x) {
    try {
      return shape(x[1], x[2], x[3]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(this + " of " + Shape.text(x) + ": " + e.getMessage(), e);
    }
  }

  final Tensor images(Tensor x) {
    if (x.rank() != 4) {
      throw new IllegalArgumentException(
          getClass().getSimpleName()
              + ": expected input [batch, channels, height, width], got shape "
              + Shape.text(x.shape()));
    }
    return x.channelsLast();
  }

  @Override
  public final boolean isHomogeneous() {
    return true;
  }

  static Tensor output(Scope scope, Tensor x, PoolShape shape) {
    return scope.tensor(
        new int[] {x.dim(0), x.dim(1), shape.outputHeight(), shape.outputWidth()}, true);
  }

  @Override
  public Description description() {
    return window.describe(new Description(getClass().getSimpleName()));
  }

  @Override
  public final String toString() {
    return text(getClass().getSimpleName(), window);
  }

  /** A pooling in words. */
  static String text(String name, Window window) {
    boolean isTiling =
        window.strideHeight() == window.height() && window.strideWidth() == window.width();
    String kernel =
        window.height() + (window.width() == window.height() ? "" : "x" + window.width());
    return name + "(" + kernel + (isTiling ? window.stride(1) : window).settings() + ")";
  }
}
