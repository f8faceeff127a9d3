package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** Lines, [batch, channels, length], as images of one row. */
final class Lines {
  private Lines() {}

  /**
   * Applies a layer for images to lines.
   *
   * @param image the layer, which leaves rows alone
   * @param x [batch, channels, length]
   * @param of what the caller's layer is called
   * @return [batch, channels, length]
   */
  static Tensor forward(Layer image, Tensor x, Object of) {
    require(x.shape(), of);
    Tensor y = image.forward(x.reshape(x.dim(0), x.dim(1), 1, x.dim(2)));
    return y.reshape(y.dim(0), y.dim(1), y.dim(3));
  }

  /**
   * Checks that a shape is one of lines.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void require(int[] x, Object of) {
    if (x.length != 3) {
      throw new IllegalArgumentException(
          of + ": expected input [batch, channels, length], got shape " + Shape.text(x));
    }
  }
}
