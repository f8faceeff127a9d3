package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;

/**
 * Sparse synapses that tire and facilitate, after Tsodyks and Markram. Between spikes the two
 * variables of a synapse follow their exponentials exactly, so that nothing is computed while it is
 * silent and the time step only says when spikes are.
 *
 * <p>At a spike, {@code u} has decayed with the time constant of facilitation and rises by {@code U
 * (1 - u)}; {@code x} has recovered towards 1; {@code w u x} is delivered and {@code u x} taken
 * from {@code x}. At rest u is 0 and x is 1.
 *
 * <pre>{@code
 * var synapses = ShortTermPlasticity.rule(ShortTermPreset.DEPRESSING).dt(1e-4).sparse(connectivity);
 * synapses.step(preSpikes, postSpikes, currents);
 * }</pre>
 *
 * <p>M. Tsodyks, K. Pawelzik and H. Markram, Neural Networks with Dynamic Synapses, Neural
 * Computation 10:821, 1998.
 */
public final class ShortTermPlasticity {
  private static final RuleModel BOTH =
      RuleModel.parse(
          """
          rule short_term_plasticity
          parameters U = 0.5, tau_f = 0.05 (s), tau_d = 0.2 (s)
          require U > 0, U <= 1, tau_f > 0, tau_d > 0
          synapse u = 0 decay 1 / tau_f
          synapse x = 1 decay 1 / tau_d follow 1
          on pre u = u + U * (1 - u)
          deliver w * u * x into current
          on pre x = x - u * x
          """);

  private static final RuleModel DEPRESSION =
      RuleModel.parse(
          """
          rule short_term_depression
          parameters U = 0.5, tau_d = 0.2 (s)
          require U > 0, U <= 1, tau_d > 0
          synapse x = 1 decay 1 / tau_d follow 1
          deliver w * U * x into current
          on pre x = x - U * x
          """);

  private ShortTermPlasticity() {}

  /**
   * The rule.
   *
   * @param use share of the resources that a spike uses at rest (U), above 0 and at most 1
   * @param facilitation time constant of facilitation [s], 0 for none
   * @param recovery time constant of the recovery from depression [s], above 0
   * @return for sparse synapses; variables {@code u}, if there is facilitation, and {@code x}
   * @throws IllegalArgumentException if a number is not finite; what is outside its range is
   *     refused when synapses are made
   */
  public static LearningRule rule(double use, double facilitation, double recovery) {
    LearningRule rule =
        facilitation == 0
            ? LearningRule.of(DEPRESSION)
            : LearningRule.of(BOTH).with("tau_f", facilitation);
    return rule.with("U", use).with("tau_d", recovery).jump(TraceJump.UNIT);
  }

  /**
   * The rule of a kind of synapses.
   *
   * @param preset their kind
   * @return for sparse synapses
   */
  public static LearningRule rule(ShortTermPreset preset) {
    return rule(preset.use(), preset.facilitation(), preset.recovery());
  }
}
