package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Leaky integrate-and-fire neurons with an adaptation current and a reset by subtraction. State:
 * membrane potential {@code v}, synaptic current {@code i}, adaptation {@code b}; output: spikes.
 * The input acts on the potential one step later.
 */
public final class AdaLif extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model ada_lif
          parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), tau_adapt_inv = 0.00125 (1/s)
          parameters v_leak = 0, v_th = 1, v_reset = 0, beta = 1.8
          require tau_syn_inv > 0, tau_mem_inv > 0, tau_adapt_inv > 0, v_reset < v_th
          state v = v_leak, i = 0, b = 0
          input x
          u = v + dt * tau_mem_inv * ((v_leak - v) + i - b)
          z = spike(u - v_th)
          v = u - z * (v_th - v_reset)
          b = b - dt * tau_adapt_inv * b + z * beta
          i = i - dt * tau_syn_inv * i + x
          output z
          """);

  /** Neurons with default parameters. */
  public AdaLif() {
    super(MODEL, MODEL);
  }
}
