package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.TensorFunction;

/** x / (1 + exp(-x)) (Hendrycks and Gimpel 2016). */
public final class Silu extends Activation {
  private static final TensorFunction FUNCTION =
      TensorFunction.parse("y = x * (0.5 + 0.5 * tanh(0.5 * x))");

  /** A sigmoid-weighted linear unit. */
  public Silu() {
    super(FUNCTION);
  }

  @Override
  public Description description() {
    return new Description("Silu");
  }

  @Override
  public String toString() {
    return "Silu()";
  }
}
