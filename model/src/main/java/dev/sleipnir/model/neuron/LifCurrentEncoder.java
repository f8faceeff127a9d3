package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Leaky integrate-and-fire neurons that encode their input current: no synapse, and the potential
 * {@code v} starts at 0 whatever the leak. Output: spikes.
 */
public final class LifCurrentEncoder extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model lif_current_encoder
          parameters tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
          require tau_mem_inv > 0, v_reset < v_th
          state v = 0
          input x
          u = v + dt * tau_mem_inv * ((v_leak - v) + x)
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          output z
          """);

  /** Neurons with default parameters. */
  public LifCurrentEncoder() {
    super(MODEL, MODEL);
  }
}
