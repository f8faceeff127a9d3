package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.TensorFunction;

/** 1 / (1 + exp(-x)). */
public final class Sigmoid extends Activation {
  private static final TensorFunction FUNCTION =
      TensorFunction.parse("y = 0.5 + 0.5 * tanh(0.5 * x)");

  /** A logistic function. */
  public Sigmoid() {
    super(FUNCTION);
  }

  @Override
  public Description description() {
    return new Description("Sigmoid");
  }

  @Override
  public String toString() {
    return "Sigmoid()";
  }
}
