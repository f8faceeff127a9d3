package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** What the pooling layers share. */
final class Pooling {
  private Pooling() {}

  static Tensor images(String layer, Tensor x) {
    if (x.rank() != 4) {
      throw new IllegalArgumentException(
          layer
              + ": expected input [batch, channels, height, width], got shape "
              + Shape.text(x.shape()));
    }
    return x.channelsLast();
  }

  static void require(int kernel, int stride, int padding) {
    AtLeast.require("kernel", 1, kernel);
    AtLeast.require("stride", 1, stride);
    if (padding < 0 || padding > kernel / 2) {
      throw new IllegalArgumentException(
          "padding: expected 0 to " + kernel / 2 + ", got " + padding);
    }
  }

  static PoolShape shape(int channels, int height, int width, int kernel, int stride, int padding) {
    return new PoolShape(
        channels, height, width, kernel, kernel, stride, stride, padding, padding, 1, 1);
  }

  static PoolShape shape(Layer layer, int[] x, int kernel, int stride, int padding) {
    try {
      return shape(x[1], x[2], x[3], kernel, stride, padding);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(layer + " of " + Shape.text(x) + ": " + e.getMessage(), e);
    }
  }

  static Tensor output(Scope scope, Tensor x, PoolShape shape) {
    return scope.tensor(
        new int[] {x.dim(0), x.dim(1), shape.outputHeight(), shape.outputWidth()}, true);
  }
}
