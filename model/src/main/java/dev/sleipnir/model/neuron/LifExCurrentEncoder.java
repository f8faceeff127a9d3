package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Exponential leaky integrate-and-fire neurons that encode their input current: no synapse, and the
 * potential {@code v} starts at 0 whatever the leak. Output: spikes.
 */
public final class LifExCurrentEncoder extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model lif_ex_current_encoder
          parameters delta_T = 0.5, tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
          require delta_T >= 0, tau_mem_inv > 0, v_reset < v_th
          state v = 0
          input x
          exponent = min((v - v_th) / max(delta_T, 1e-9), 30)  # a spike from there on
          upstroke = where(delta_T > 0, delta_T * exp(exponent), 0)
          u = v + dt * tau_mem_inv * ((v_leak - v) + upstroke + x)
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          output z
          """);

  /** Neurons with default parameters. */
  public LifExCurrentEncoder() {
    super(MODEL, MODEL);
  }
}
