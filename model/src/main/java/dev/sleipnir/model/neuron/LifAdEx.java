package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Adaptive exponential integrate-and-fire neurons (Brette &amp; Gerstner 2005). State: membrane
 * potential {@code v}, synaptic current {@code i}, adaptation current {@code a}; output: spikes.
 */
public final class LifAdEx extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model lif_adex
          parameters adaptation_current = 4, adaptation_spike = 0.02, delta_T = 0.5
          parameters tau_ada_inv = 2 (1/s), tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s)
          parameters v_leak = 0, v_th = 1, v_reset = 0
          require delta_T >= 0, tau_ada_inv > 0, tau_syn_inv > 0, tau_mem_inv > 0, v_reset < v_th
          state v = v_leak, i = 0, a = 0
          input x
          j = i + x
          exponent = min((v - v_th) / max(delta_T, 1e-9), 30)  # a spike from there on
          upstroke = where(delta_T > 0, delta_T * exp(exponent), 0)
          u = v + dt * tau_mem_inv * ((v_leak - v) + upstroke + j - a)
          a = a + dt * tau_ada_inv * (adaptation_current * (v - v_leak) - a)
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          a = a + z * adaptation_spike
          i = j - dt * tau_syn_inv * j
          output z
          """);

  /** Neurons with default parameters. */
  public LifAdEx() {
    super(MODEL, MODEL);
  }

  /** {@return biological neurons: potentials in mV, time constants in ms, a time step of 0.1 ms} */
  public static Neuron bio() {
    return Biological.of(new LifAdEx())
        .with("adaptation_current", 0)
        .with("adaptation_spike", 0.01)
        .with("delta_T", 2)
        .with("tau_ada_inv", 0.01);
  }
}
