package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;

/**
 * The voltage rule (Clopath, Büsing, Vasilaki and Gerstner 2010): depression at pre-synaptic
 * spikes, by how far the filtered membrane potential lies above rest; potentiation at every time
 * step in which the neuron's potential is above a threshold and was depolarised before.
 *
 * <pre>
 * pre-synaptic spike: w = w - a_ltd relu(u_minus - theta_minus)
 * every step:         w = w + dt a_ltp x relu(u - theta_plus) relu(u_plus - theta_minus)
 * du_minus/dt = (u_past - u_minus) / tau_minus,  du_plus/dt = (u_past - u_plus) / tau_plus
 * </pre>
 *
 * <p>Signals of the post-synaptic neurons, to be set before every step: {@code u}, the membrane
 * potential [mV], and {@code u_past}, what the filters see: the paper's equations mean the same
 * potential, the authors' program that of 4 ms earlier, so that a spike does not potentiate by
 * itself. The trace {@code x} of pre-synaptic spikes jumps by {@code 1 / tau_x}. Time in ms, as the
 * amplitudes of the paper want it: {@link LearningRule#dt} is 0.1 ms. Defaults: a_ltd 14e-5 /mV,
 * a_ltp 8e-5 /mV^2, theta_minus -70.6 mV, theta_plus -45.3 mV, tau_minus 10, tau_plus 7, tau_x 15
 * ms; w_min 0, w_max 100. Cost: a row for each neuron whose potential is above the threshold.
 */
public final class ClopathStdp {
  private static final double DT = 0.1;

  private static final RuleModel MODEL =
      RuleModel.parse(
          """
          rule stdp_clopath
          parameters a_ltd = 14e-5, a_ltp = 8e-5, theta_minus = -70.6 (mV), theta_plus = -45.3 (mV),
              tau_minus = 10 (ms), tau_plus = 7 (ms), tau_x = 15 (ms), w_min = 0, w_max = 100
          require tau_minus > 0, tau_plus > 0, tau_x > 0, w_min < w_max
          signal u of post
          signal u_past of post
          trace x of pre decay 1 / tau_x jump 1 / tau_x
          trace u_minus of post decay 1 / tau_minus follow u_past
          trace u_plus of post decay 1 / tau_plus follow u_past
          on pre w = w - a_ltd * relu(u_minus - theta_minus)
          on step when u > theta_plus and u_plus > theta_minus,
              w = w + dt * a_ltp * x * (u - theta_plus) * (u_plus - theta_minus)
          bounds w_min, w_max
          """);

  private ClopathStdp() {}

  /**
   * The rule with the defaults above. The filtered potentials of a new state are 0: fill the
   * columns {@code u_minus} and {@code u_plus} of its post-synaptic part with the resting
   * potential.
   *
   * @return the rule
   */
  public static LearningRule rule() {
    return LearningRule.of(MODEL).dt(DT).jump(TraceJump.UNIT).order(TraceOrder.WEIGHTS_FIRST);
  }
}
