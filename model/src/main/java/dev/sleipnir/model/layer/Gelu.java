package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.TensorFunction;

/**
 * x times the normal distribution function of x (Hendrycks and Gimpel 2016, arXiv:1606.08415), to
 * some 1e-6. As PyTorch's {@code GELU} without approximation.
 */
public final class Gelu extends Activation {
  // The error function by Abramowitz and Stegun 1964, 7.1.26: good to 1.5e-7.
  private static final TensorFunction FUNCTION =
      TensorFunction.parse(
          """
          t = 1 / (1 + 0.3275911 * abs(x) * sqrt(0.5))
          p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
          tail = 0.5 * p * exp(-0.5 * x * x)
          y = x * where(x > 0, 1 - tail, tail)
          """);

  /** A Gaussian error linear unit. */
  public Gelu() {
    super(FUNCTION);
  }

  @Override
  public Description description() {
    return new Description("Gelu");
  }

  @Override
  public String toString() {
    return "Gelu()";
  }
}
