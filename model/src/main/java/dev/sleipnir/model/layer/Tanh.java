package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.TensorFunction;

/** The hyperbolic tangent. */
public final class Tanh extends Activation {
  private static final TensorFunction FUNCTION = TensorFunction.parse("y = tanh(x)");

  /** A hyperbolic tangent. */
  public Tanh() {
    super(FUNCTION);
  }

  @Override
  public Description description() {
    return new Description("Tanh");
  }

  @Override
  public String toString() {
    return "Tanh()";
  }
}
