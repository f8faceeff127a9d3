package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;

/**
 * Inhibitory plasticity (Vogels, Sprekeler, Zenke, Clopath and Gerstner 2011): near-coincident
 * spikes strengthen an inhibitory synapse in either order, every pre-synaptic spike weakens it, so
 * that the post-synaptic neuron comes to fire at a target rate.
 *
 * <pre>
 * pre-synaptic spike:  w = w + eta (y - 2 rate tau)
 * post-synaptic spike: w = w + eta x
 * </pre>
 *
 * <p>Weights are strengths of inhibition, from {@code w_min} (0) up to {@code w_max} (1). Traces
 * jump by 1 and decay with {@code tau} (0.02 s); {@code eta} 1e-2, {@code rate} 3 /s.
 */
public final class InhibitoryStdp {
  private static final RuleModel MODEL =
      RuleModel.parse(
          """
          rule stdp_inhibitory
          parameters eta = 1e-2, rate = 3 (1/s), tau = 0.02 (s), w_min = 0, w_max = 1
          require tau > 0, rate >= 0, w_min < w_max
          trace x of pre decay 1 / tau jump 1
          trace y of post decay 1 / tau jump 1
          on pre w = w + eta * (y - 2 * rate * tau)
          on post w = w + eta * x
          bounds w_min, w_max
          """);

  private InhibitoryStdp() {}

  /**
   * The rule with the defaults above.
   *
   * @return the rule
   */
  public static LearningRule rule() {
    return LearningRule.of(MODEL).jump(TraceJump.UNIT).order(TraceOrder.WEIGHTS_FIRST);
  }
}
