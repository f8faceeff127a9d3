package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** [batch, ...] to [batch, features], in row-major order of the features. */
public final class Flatten implements Layer {
  /** A flattening layer. */
  public Flatten() {}

  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() < 2) {
      throw new IllegalArgumentException(
          "Flatten: expected input [batch, ...], got shape " + Shape.text(x.shape()));
    }
    int batch = x.dim(0);
    int features = 1;
    for (int axis = 1; axis < x.rank(); axis++) {
      features *= x.dim(axis);
    }
    return x.reshape(batch, features);
  }

  @Override
  public Description description() {
    return new Description("Flatten");
  }

  @Override
  public boolean isHomogeneous() {
    return true;
  }

  @Override
  public String toString() {
    return "Flatten()";
  }
}
