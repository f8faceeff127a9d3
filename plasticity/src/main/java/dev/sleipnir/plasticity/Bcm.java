package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;

/**
 * The rule of Bienenstock, Cooper and Munro (1982), with the sliding threshold of Intrator and
 * Cooper (1992): activity below the threshold weakens synapses, activity above strengthens them,
 * and the threshold follows the mean square of the activity. A neuron becomes selective, and
 * weights stay finite without bounds: metaplasticity.
 *
 * <pre>
 * dw/dt = eta x y (y - theta),  dtheta/dt = (y^2 - theta) / tau_theta
 * </pre>
 *
 * <p>Parameters: {@code eta} (1e-3 /s), {@code tau_theta} (1 s), {@code w_min} (0), {@code w_max}
 * (1). The threshold has to move faster than the weights, or they oscillate.
 */
public final class Bcm {
  private static final RuleModel RATES =
      RuleModel.parse(
          """
          rule bcm_rates
          parameters eta = 1e-3 (1/s), tau_theta = 1 (s), w_min = 0, w_max = 1
          require tau_theta > 0, w_min < w_max
          signal x of pre
          signal y of post
          trace theta of post decay 1 / tau_theta follow y * y
          on step when y > 0 or y < 0, w = w + dt * eta * x * y * (y - theta)
          bounds w_min, w_max
          """);

  private static final RuleModel SPIKES =
      RuleModel.parse(
          """
          rule bcm_spikes
          parameters eta = 1e-3, rate = 10 (1/s), tau_x = 0.02 (s), tau_y = 0.1 (s),
              tau_theta = 1 (s), w_min = 0, w_max = 1
          require rate > 0, tau_x > 0, tau_y > 0, tau_theta > 0, w_min < w_max
          trace x of pre decay 1 / tau_x jump 1
          trace y of post decay 1 / tau_y jump 1 / (tau_y * rate)
          trace theta of post decay 1 / tau_theta follow y * y
          on post w = w + eta * x * (y - theta)
          bounds w_min, w_max
          """);

  private Bcm() {}

  /**
   * For neurons with rates: signal {@code x} of the pre-synaptic and {@code y} of the post-synaptic
   * neurons, set before every step; spikes are not looked at. Euler steps.
   *
   * @return the rule
   */
  public static LearningRule rates() {
    return LearningRule.of(RATES);
  }

  /**
   * For spiking neurons: a post-synaptic spike, which comes at the rate of the activity, changes
   * weights by {@code eta x (y - theta)}. The activity {@code y} is the neuron's rate over {@code
   * tau_y} (0.1 s) in units of {@code rate} (10 /s), before the spike itself; {@code x} decays with
   * {@code tau_x} (0.02 s) and jumps by 1.
   *
   * @return the rule
   */
  public static LearningRule spikes() {
    return LearningRule.of(SPIKES).jump(TraceJump.UNIT).order(TraceOrder.WEIGHTS_FIRST);
  }
}
