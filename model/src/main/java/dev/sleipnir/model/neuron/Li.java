package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Leaky integrators: a read-out that does not spike. State: membrane potential {@code v}, synaptic
 * current {@code i}; output: the new membrane potential.
 */
public final class Li extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model li
          parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), v_leak = 0
          require tau_syn_inv > 0, tau_mem_inv > 0
          state v = v_leak, i = 0
          input x
          j = i + x
          v = v + dt * tau_mem_inv * ((v_leak - v) + j)
          i = j - dt * tau_syn_inv * j
          output v
          """);

  /** Neurons with default parameters. */
  public Li() {
    super(MODEL, MODEL);
  }

  /** {@return biological neurons: potentials in mV, time constants in ms, a time step of 0.1 ms} */
  public static Neuron bio() {
    return Biological.of(new Li());
  }
}
