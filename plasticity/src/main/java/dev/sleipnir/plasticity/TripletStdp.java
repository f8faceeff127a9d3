package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;

/**
 * The triplet rule (Pfister and Gerstner 2006): each side has a fast and a slow trace, and the slow
 * one of a neuron, as its last spikes left it, strengthens what its spike does.
 *
 * <pre>
 * pre-synaptic spike:  w = w - o1 (a2_minus + a3_minus r2)
 * post-synaptic spike: w = w + r1 (a2_plus + a3_plus o2)
 * </pre>
 *
 * <p>Traces jump by 1 and decay with {@code tau_plus} (r1), {@code tau_x} (r2), {@code tau_minus}
 * (o1) and {@code tau_y} (o2), in seconds; weights change before the traces jump. Nothing bounds
 * the weights unless {@code w_min} and {@code w_max} are given and {@link LearningRule#hardBounds}
 * is true. {@link LearningRule#pairing} chooses between all spikes and the nearest ones.
 */
public final class TripletStdp {
  private static final RuleModel MODEL =
      RuleModel.parse(
          """
          rule stdp_triplet
          parameters a2_plus = 5e-10, a3_plus = 6.2e-3, a2_minus = 7e-3, a3_minus = 2.3e-4,
              tau_plus = 0.0168 (s), tau_minus = 0.0337 (s), tau_x = 0.101 (s), tau_y = 0.125 (s),
              w_min = 0, w_max = 1
          require tau_plus > 0, tau_minus > 0, tau_x > 0, tau_y > 0, w_min < w_max
          trace r1 of pre decay 1 / tau_plus jump 1
          trace r2 of pre decay 1 / tau_x jump 1
          trace o1 of post decay 1 / tau_minus jump 1
          trace o2 of post decay 1 / tau_y jump 1
          on pre w = w - o1 * (a2_minus + a3_minus * r2)
          on post w = w + r1 * (a2_plus + a3_plus * o2)
          bounds w_min, w_max
          """);

  private TripletStdp() {}

  /**
   * All-to-all, with the parameters that the authors fitted to pairing experiments in the visual
   * cortex: a2_plus 5e-10, a3_plus 6.2e-3, a2_minus 7e-3, a3_minus 2.3e-4, tau_plus 16.8, tau_minus
   * 33.7, tau_x 101, tau_y 125 ms.
   *
   * @return the rule, without hard bounds
   */
  public static LearningRule visualCortex() {
    return LearningRule.of(MODEL)
        .jump(TraceJump.UNIT)
        .order(TraceOrder.WEIGHTS_FIRST)
        .hardBounds(false);
  }
}
