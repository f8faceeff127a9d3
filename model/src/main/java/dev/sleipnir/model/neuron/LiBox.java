package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Leaky integrators without a synaptic current. State: membrane potential {@code v}; output: the
 * new membrane potential.
 */
public final class LiBox extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model li_box
          parameters tau_mem_inv = 100 (1/s), v_leak = 0
          require tau_mem_inv > 0
          state v = v_leak
          input x
          v = v + dt * tau_mem_inv * ((v_leak - v) + x)
          output v
          """);

  /** Neurons with default parameters. */
  public LiBox() {
    super(MODEL, MODEL);
  }
}
