package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Adaptive exponential integrate-and-fire neurons with an absolute refractory period. State:
 * membrane potential {@code v}, synaptic current {@code i}, adaptation current {@code a},
 * refractory steps left {@code rho}; output: spikes.
 *
 * <p>Current and adaptation go on while the potential is held; a spike that is suppressed still
 * adds to the adaptation, as in Norse.
 */
public final class LifAdExRefrac extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model lif_adex_refrac
          parameters adaptation_current = 4, adaptation_spike = 0.02, delta_T = 0.5
          parameters tau_ada_inv = 2 (1/s), tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s)
          parameters v_leak = 0, v_th = 1, v_reset = 0, rho_reset = 5 (steps)
          require delta_T >= 0, tau_ada_inv > 0, tau_syn_inv > 0, tau_mem_inv > 0
          require v_reset < v_th, rho_reset >= 0, rho_reset <= 16777216
          state v = v_leak, i = 0, a = 0, rho = 0
          input x
          j = i + x
          exponent = min((v - v_th) / max(delta_T, 1e-9), 30)  # a spike from there on
          upstroke = where(delta_T > 0, delta_T * exp(exponent), 0)
          u = v + dt * tau_mem_inv * ((v_leak - v) + upstroke + j - a)
          a = a + dt * tau_ada_inv * (adaptation_current * (v - v_leak) - a)
          fired = spike(u - v_th)
          after = (1 - fired) * u + fired * v_reset
          a = a + fired * adaptation_spike
          m = spike(rho)
          z = (1 - m) * fired
          v = (1 - m) * after + m * v
          i = j - dt * tau_syn_inv * j
          rho = (1 - z) * relu(rho - m) + z * rho_reset
          output z
          """);

  /** Neurons with default parameters. */
  public LifAdExRefrac() {
    super(MODEL, MODEL);
  }
}
