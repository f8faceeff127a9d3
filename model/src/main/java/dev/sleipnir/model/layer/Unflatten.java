package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** [batch, features] to [batch, ...], in row-major order: what {@link Flatten} did, undone. */
public final class Unflatten implements Layer {
  private final int[] shape;

  /**
   * Samples of a shape.
   *
   * @param shape sizes of the axes of a sample
   * @throws IllegalArgumentException if a size is negative
   */
  public Unflatten(int... shape) {
    this.shape = shape.clone();
    Shape.size(this.shape);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() != 2 || x.dim(1) != Shape.size(shape)) {
      throw new IllegalArgumentException(
          this
              + ": expected input [batch, "
              + Shape.size(shape)
              + "], got shape "
              + Shape.text(x.shape()));
    }
    int[] all = new int[shape.length + 1];
    all[0] = x.dim(0);
    System.arraycopy(shape, 0, all, 1, shape.length);
    return x.reshape(all);
  }

  @Override
  public Description description() {
    return new Description("Unflatten").wholes("shape", shape);
  }

  @Override
  public String toString() {
    return "Unflatten" + Shape.text(shape).replace('[', '(').replace(']', ')');
  }
}
