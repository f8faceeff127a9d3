package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Conductance-based leaky integrate-and-fire neurons. State: membrane potential {@code v}, exciting
 * and inhibiting conductances {@code g_e} and {@code g_i}; output: spikes. Time constants are in
 * ms, potentials in mV.
 *
 * <p>Input raises the exciting conductance where it is positive, the inhibiting one where it is
 * negative; in recurrent layers the sign of the weights decides, of the input's as of the spikes'.
 * (Norse's recurrent step ignores its input.) As in Norse the potential starts at 0, above the
 * default threshold: every neuron fires in the first step. Give a state to start elsewhere.
 */
public final class CobaLif extends Neuron {
  private static final String EQUATIONS =
      """
      model coba_lif
      parameters tau_syn_exc_inv = 0.2 (1/ms), tau_syn_inh_inv = 0.2 (1/ms), c_m_inv = 5, g_l = 0.25
      parameters e_rev_I = -100 (mV), e_rev_E = 60 (mV), v_rest = -20 (mV)
      parameters v_reset = -70 (mV), v_thresh = -10 (mV)
      require tau_syn_exc_inv > 0, tau_syn_inh_inv > 0, c_m_inv > 0, v_reset < v_thresh
      state v = 0 (mV), g_e = 0, g_i = 0
      input x
      e = g_e + relu(x)
      n = g_i + relu(-x)
      g_e = e - dt * tau_syn_exc_inv * e
      g_i = n - dt * tau_syn_inh_inv * n
      driven = g_e * (e_rev_E - v) + g_i * (e_rev_I - v)
      u = v + dt * c_m_inv * (g_l * (v_rest - v) + driven)
      z = spike(u - v_thresh)
      v = (1 - z) * u + z * v_reset
      output z
      """;

  private static final NeuronModel MODEL = NeuronModel.parse(EQUATIONS);

  private static final NeuronModel RECURRENT =
      NeuronModel.parse(
          EQUATIONS
              .replace("input x", "input exciting, inhibiting")
              .replace("relu(x)", "exciting")
              .replace("relu(-x)", "inhibiting"));

  /** Neurons with default parameters. */
  public CobaLif() {
    super(MODEL, RECURRENT);
  }

  /** {@return biological neurons: potentials in mV, time constants in ms, a time step of 0.1 ms} */
  public static Neuron bio() {
    return new CobaLif()
        .with("tau_syn_exc_inv", 1 / 0.3)
        .with("tau_syn_inh_inv", 1 / 0.5)
        .with("e_rev_E", 0)
        .with("e_rev_I", -70)
        .with("v_thresh", -50)
        .with("v_reset", -65)
        .with("v_rest", -65)
        .dt(0.1);
  }
}
