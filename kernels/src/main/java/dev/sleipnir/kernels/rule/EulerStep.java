package dev.sleipnir.kernels.rule;

/**
 * What a step of forward Euler leaves of a value that decays: the share {@code 1 - dt rate}. A time
 * step longer than the time constant would make it negative: the value would change its sign at
 * every step, and learning with it. All linear decays of rules, sensors and homeostasis are checked
 * here, so that they are refused alike.
 */
public final class EulerStep {
  // A time step that is meant to be equal to the time constant may differ by rounding.
  private static final double ROUNDING = 1e-6;

  private EulerStep() {}

  /**
   * What is left after a time step.
   *
   * @param what what decays, for the message
   * @param rate inverse of its time constant, positive and finite
   * @param dt time step, positive and finite, in the same unit of time
   * @return {@code 1 - dt rate}, from 0 to 1
   * @throws IllegalArgumentException if the time step is longer than the time constant
   */
  public static double factor(String what, double rate, double dt) {
    return factor(what, rate, dt, "");
  }

  /**
   * As {@link #factor(String, double, double)}.
   *
   * @param what what decays, for the message
   * @param rate inverse of its time constant, positive and finite
   * @param dt time step, positive and finite, in the same unit of time
   * @param instead what takes longer steps, for the end of the message; empty if nothing does
   * @return {@code 1 - dt rate}, from 0 to 1
   * @throws IllegalArgumentException if the time step is longer than the time constant
   */
  public static double factor(String what, double rate, double dt, String instead) {
    double factor = 1 - dt * rate;
    if (!(factor >= -ROUNDING)) {
      throw new IllegalArgumentException(
          what
              + ": expected a time step of at most its time constant, tau = "
              + 1 / rate
              + ", got dt = "
              + dt
              + ": Euler would multiply it by "
              + factor
              + " at every step"
              + (instead.isEmpty() ? "" : "; " + instead));
    }
    return Math.max(0, factor);
  }
}
