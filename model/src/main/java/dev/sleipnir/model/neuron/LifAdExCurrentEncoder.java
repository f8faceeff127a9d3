package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Adaptive exponential integrate-and-fire neurons that encode their input current: no synapse, and
 * the potential {@code v} starts at 0 whatever the leak. Output: spikes.
 *
 * <p>The adaptation {@code a} is integrated like that of {@link LifAdEx}. (Norse replaces it by its
 * derivative, without the time step, and diverges.)
 */
public final class LifAdExCurrentEncoder extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model lif_adex_current_encoder
          parameters adaptation_current = 4, adaptation_spike = 0.02, delta_T = 0.5
          parameters tau_ada_inv = 2 (1/s), tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
          require delta_T >= 0, tau_ada_inv > 0, tau_mem_inv > 0, v_reset < v_th
          state v = 0, a = 0
          input x
          exponent = min((v - v_th) / max(delta_T, 1e-9), 30)  # a spike from there on
          upstroke = where(delta_T > 0, delta_T * exp(exponent), 0)
          u = v + dt * tau_mem_inv * ((v_leak - v) + upstroke + x - a)
          a = a + dt * tau_ada_inv * (adaptation_current * (v - v_leak) - a)
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          a = a + z * adaptation_spike
          output z
          """);

  /** Neurons with default parameters. */
  public LifAdExCurrentEncoder() {
    super(MODEL, MODEL);
  }
}
