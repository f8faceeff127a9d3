package dev.sleipnir.network;

import dev.sleipnir.kernels.require.Require;
import java.util.function.DoubleUnaryOperator;

/** Functions of distance for connectivity, weights and delays. */
public final class Profile {
  private Profile() {}

  /**
   * Gaussian: {@code peak * exp(-d^2 / (2 sigma^2))}.
   *
   * @param peak its value at distance 0
   * @param sigma its width, positive
   * @return the function
   * @throws IllegalArgumentException if the width is not positive
   */
  public static DoubleUnaryOperator gaussian(double peak, double sigma) {
    Require.positive("sigma", sigma);
    return d -> peak * StrictMath.exp(-d * d / (2 * sigma * sigma));
  }

  /**
   * Exponential: {@code peak * exp(-d / scale)}.
   *
   * @param peak its value at distance 0
   * @param scale over what distance it falls to 1/e, positive
   * @return the function
   * @throws IllegalArgumentException if the scale is not positive
   */
  public static DoubleUnaryOperator exponential(double peak, double scale) {
    Require.positive("scale", scale);
    return d -> peak * StrictMath.exp(-d / scale);
  }

  /**
   * Linear: {@code at0 + slope * d}, such as a delay with a speed of conduction.
   *
   * @param at0 its value at distance 0
   * @param slope by how much it changes per unit of distance
   * @return the function
   */
  public static DoubleUnaryOperator linear(double at0, double slope) {
    return d -> at0 + slope * d;
  }

  /**
   * The same up to a distance, and 0 beyond: no synapse, where it is a probability.
   *
   * @param profile the function
   * @param farthest up to which distance
   * @return the changed function
   */
  public static DoubleUnaryOperator within(DoubleUnaryOperator profile, double farthest) {
    return d -> d <= farthest ? profile.applyAsDouble(d) : 0;
  }
}
