package dev.sleipnir.model.layer;

import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * exp(x) divided by its sum over the last axis: the values of each row are positive and sum to 1.
 */
public final class Softmax implements Layer {
  /** A softmax. */
  public Softmax() {}

  @Override
  public Tensor forward(Tensor input) {
    if (input.rank() < 2 || input.dim(input.rank() - 1) < 1) {
      throw new IllegalArgumentException(
          "Softmax: expected input [batch, ..., classes], got shape " + Shape.text(input.shape()));
    }
    return Maths.softmax(input, -1);
  }

  @Override
  public Description description() {
    return new Description("Softmax");
  }

  @Override
  public String toString() {
    return "Softmax()";
  }
}
