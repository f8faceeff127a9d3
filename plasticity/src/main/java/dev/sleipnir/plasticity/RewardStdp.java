package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;
import java.util.Locale;

/**
 * Reward-modulated spike-timing-dependent plasticity: what pairs of spikes would do to a weight
 * waits for a signal that says whether it was good. A pair contributes {@code a_plus} times the
 * pre-synaptic trace at a post-synaptic spike, and {@code -a_minus} times the post-synaptic trace
 * at a pre-synaptic one. The signal, {@code reward} or {@code dopamine}, is set with {@link
 * TraceState#signal(String, float)} before a step.
 *
 * <p>Parameters: {@code eta} (1e-2) the learning rate, {@code a_plus}, {@code a_minus} (1), {@code
 * tau_plus}, {@code tau_minus} (0.02 s) the time constants of the traces, which jump by 1, {@code
 * w_min} (0), {@code w_max} (1). Weights change before traces jump.
 *
 * <p>Rules with an eligibility trace reach every synapse at every step, and take a batch of 1.
 */
public final class RewardStdp {
  private static final String PARAMETERS =
      "parameters eta = 1e-2, a_plus = 1, a_minus = 1, tau_plus = 0.02 (s), tau_minus = 0.02 (s),";

  private static final String TRACES =
      """
      require tau_plus > 0, tau_minus > 0, w_min < w_max
      trace x of pre decay 1 / tau_plus jump 1
      trace y of post decay 1 / tau_minus jump 1
      bounds w_min, w_max
      """;

  private static final RuleModel MODULATED =
      RuleModel.parse(
          String.format(
              Locale.ROOT,
              """
          rule mstdp
          %s
              w_min = 0, w_max = 1
          signal reward
          %son pre w = w - eta * reward * a_minus * y
          on post w = w + eta * reward * a_plus * x
          """,
              PARAMETERS,
              TRACES));

  private static final RuleModel ELIGIBILITY =
      RuleModel.parse(
          String.format(
              Locale.ROOT,
              """
          rule mstdpet
          %s
              tau_e = 0.025 (s), w_min = 0, w_max = 1
          signal reward
          %ssynapse e = 0 decay 1 / tau_e
          on pre e = e - a_minus * y / tau_e
          on post e = e + a_plus * x / tau_e
          on step w = w + dt * eta * reward * e
          """,
              PARAMETERS,
              TRACES));

  private static final RuleModel DOPAMINE =
      RuleModel.parse(
          String.format(
              Locale.ROOT,
              """
          rule dopamine_stdp
          %s
              tau_c = 1 (s), w_min = 0, w_max = 1
          signal dopamine
          %ssynapse c = 0 decay 1 / tau_c
          on pre c = c - a_minus * y
          on post c = c + a_plus * x
          on step w = w + dt * eta * c * dopamine
          """,
              PARAMETERS,
              TRACES));

  private RewardStdp() {}

  private static LearningRule rule(RuleModel model) {
    return LearningRule.of(model).jump(TraceJump.UNIT).order(TraceOrder.WEIGHTS_FIRST);
  }

  /**
   * MSTDP (Florian 2007): the reward of a step multiplies what its spikes would do: {@code dw = eta
   * reward dw_pair}. Costs as much as spikes, and takes batches: each sample has its reward.
   *
   * @return the rule
   */
  public static LearningRule modulated() {
    return rule(MODULATED);
  }

  /**
   * MSTDPET (Florian 2007): pairs feed an eligibility trace {@code e}, {@code tau_e de/dt = -e +
   * pairs} (25 ms), which the reward turns into changes: {@code dw/dt = eta reward e}.
   *
   * @return the rule
   */
  public static LearningRule withEligibility() {
    return rule(ELIGIBILITY);
  }

  /**
   * Dopamine (Izhikevich 2007): pairs add to an eligibility trace {@code c} that decays with {@code
   * tau_c} (1 s), and the concentration of dopamine turns it into changes: {@code dw/dt = eta c
   * dopamine}. The concentration is the caller's: it decays (200 ms in the paper) and rises when a
   * reward comes.
   *
   * @return the rule
   */
  public static LearningRule dopamine() {
    return rule(DOPAMINE);
  }
}
