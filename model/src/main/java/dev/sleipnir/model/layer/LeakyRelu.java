package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.TensorFunction;

/** x where it is above 0, else a part of it. */
public final class LeakyRelu extends Activation {
  private static final TensorFunction FUNCTION =
      TensorFunction.parse("parameters slope = 0.01\ny = where(x > 0, x, slope * x)");

  private final double slope;

  /** A rectifier that lets 0.01 of what is below 0 through. */
  public LeakyRelu() {
    this(0.01);
  }

  /**
   * A rectifier that lets a part of what is below 0 through.
   *
   * @param slope the part, finite
   * @throws IllegalArgumentException if it is not
   */
  public LeakyRelu(double slope) {
    super(FUNCTION.with("slope", slope));
    this.slope = slope;
  }

  @Override
  public Description description() {
    return new Description("LeakyRelu").number("slope", slope);
  }

  @Override
  public String toString() {
    return "LeakyRelu(" + slope + ")";
  }
}
