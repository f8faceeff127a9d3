package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Coupled compartments with an absolute refractory period. State: membrane potential {@code v},
 * synaptic current {@code i}, refractory steps left {@code rho}; output: spikes.
 *
 * <p>As in Norse, which differs here from {@link LifMc}: the coupling G v is not multiplied by the
 * time step, a refractory compartment is still driven by it and may spike, and the input acts on
 * the potential one step later. The matrix is learned.
 */
public final class LifMcRefrac extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model lif_mc_refrac
          parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s)
          parameters v_leak = 0, v_th = 1, v_reset = 0, rho_reset = 5 (steps)
          require tau_syn_inv > 0, tau_mem_inv > 0, v_reset < v_th
          require rho_reset >= 0, rho_reset <= 16777216
          state v = v_leak, i = 0, rho = 0
          input x, coupling
          m = spike(rho)
          u = v + ((1 - m) * dt * tau_mem_inv * ((v_leak - v) + i) + coupling)
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          i = i - dt * tau_syn_inv * i + x
          rho = (1 - z) * relu(rho - m) + z * rho_reset
          output z
          """);

  /**
   * Neurons with default parameters; a coupling matrix must be given for {@link #cell}, and is
   * drawn for {@link #recurrentCell}: normal with standard deviation 1 / sqrt(neurons).
   */
  public LifMcRefrac() {
    super(MODEL, MODEL, true);
  }

  /**
   * Neurons with default parameters.
   *
   * @param coupling [neurons, neurons]
   * @return coupled neurons
   */
  public static Neuron of(Tensor coupling) {
    return new LifMcRefrac().coupling(coupling);
  }
}
