package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;
import java.util.Locale;

/**
 * Pair-based spike-timing-dependent plasticity: a post-synaptic spike raises a weight by the trace
 * of the pre-synaptic neuron, a pre-synaptic spike lowers it by the trace of the post-synaptic one.
 * The rules differ in how the change depends on the weight.
 *
 * <p>Parameters: {@code eta_plus}, {@code eta_minus} (1e-3) the learning rates; {@code a_pre},
 * {@code a_post} (1) what a spike leaves; {@code tau_pre_inv}, {@code tau_post_inv} (20/s) the
 * inverse time constants of the traces; {@code w_min} (0) and {@code w_max} (1) the bounds.
 */
public final class Stdp {
  private static final RuleModel ADDITIVE = model("additive", "eta_plus", "eta_minus");

  private static final RuleModel ADDITIVE_STEP =
      model("additive_step", "eta_plus * heaviside(w_max - w)", "eta_minus * heaviside(w - w_min)");

  private static final RuleModel MULTIPLICATIVE_RELU =
      model("multiplicative_relu", "eta_plus * relu(w_max - w)", "eta_minus * relu(w - w_min)");

  private static final RuleModel PRE_CENTRED =
      RuleModel.parse(
          """
          rule stdp_pre_centred
          parameters eta_plus = 1e-3, eta_minus = 1e-3, a_pre = 1, a_post = 1,
              tau_pre_inv = 20 (1/s), tau_post_inv = 20 (1/s), w_min = 0, w_max = 1
          require w_min < w_max
          trace t_pre of pre decay tau_pre_inv jump a_pre
          trace t_post of post decay tau_post_inv set a_post
          trace since_post of post decay tau_pre_inv set 1
          synapse seen = 0
          on pre w = w - eta_minus * t_post
          on post w = w + eta_plus * (t_pre - seen * since_post)
          on post seen = t_pre
          bounds w_min, w_max
          """);

  private Stdp() {}

  private static RuleModel model(String kind, String potentiation, String depression) {
    return RuleModel.parse(
        String.format(
            Locale.ROOT,
            """
        rule stdp_%s
        parameters eta_plus = 1e-3, eta_minus = 1e-3, a_pre = 1, a_post = 1,
            tau_pre_inv = 20 (1/s), tau_post_inv = 20 (1/s), w_min = 0, w_max = 1
        require w_min < w_max
        trace t_pre of pre decay tau_pre_inv jump a_pre
        trace t_post of post decay tau_post_inv jump a_post
        on pre w = w - %s * t_post
        on post w = w + %s * t_pre
        bounds w_min, w_max
        """,
            kind,
            depression,
            potentiation));
  }

  /**
   * The change does not depend on the weight.
   *
   * @return the rule
   */
  public static LearningRule additive() {
    return LearningRule.of(ADDITIVE);
  }

  /**
   * As {@link #additive}, but no weight above {@code w_max} rises and none below {@code w_min}
   * falls.
   *
   * @return the rule
   */
  public static LearningRule additiveStep() {
    return LearningRule.of(ADDITIVE_STEP);
  }

  /**
   * The change follows a power of the distance to the bound it goes to: {@code (w_max - w)^mu} and
   * {@code (w - w_min)^mu}; nothing beyond the bound (where Norse gives NaN), unless mu is 0.
   *
   * @param mu the exponent, at least 0
   * @return the rule
   * @throws IllegalArgumentException if mu is negative or not finite
   */
  public static LearningRule multiplicativePow(double mu) {
    if (!(mu >= 0 && Double.isFinite(mu))) {
      throw new IllegalArgumentException("mu: expected a finite number from 0 on, got " + mu);
    }
    return LearningRule.of(
        model(
            "multiplicative_pow",
            "eta_plus * relu(w_max - w)^" + mu,
            "eta_minus * relu(w - w_min)^" + mu));
  }

  /**
   * The change follows the distance to the bound it goes to; nothing beyond the bound.
   *
   * @return the rule
   */
  public static LearningRule multiplicativeRelu() {
    return LearningRule.of(MULTIPLICATIVE_RELU);
  }

  /**
   * Pre-synaptic centred pairs (Morrison, Diesmann and Gerstner 2008): a pre-synaptic spike pairs
   * with the last post-synaptic spike before it and with the next one after it, and with no other.
   * Potentiation counts the pre-synaptic spikes since the last post-synaptic one: the trace of all
   * of them, less what was there at that spike ({@code seen}) and has decayed since. The change
   * does not depend on the weight. As in the literature, a spike leaves {@code a_pre} or {@code
   * a_post} whatever the time step, and spikes of one time step are no pair.
   *
   * @return the rule
   */
  public static LearningRule preCentred() {
    return LearningRule.of(PRE_CENTRED).jump(TraceJump.UNIT).order(TraceOrder.WEIGHTS_FIRST);
  }
}
