package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Leaky integrate-and-fire neurons whose membrane potentials are coupled: the compartments of
 * multi-compartment neurons. State: membrane potential {@code v}, synaptic current {@code i};
 * output: spikes.
 *
 * <p>With a coupling matrix G, dt G v is added to the potentials: before the step where the input
 * current is given, after the reset in recurrent layers, as Norse has it. The matrix is learned.
 */
public final class LifMc extends Neuron {
  private static final String EQUATIONS =
      """
      model lif_mc
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s)
      parameters v_leak = 0, v_th = 1, v_reset = 0
      require tau_syn_inv > 0, tau_mem_inv > 0, v_reset < v_th
      state v = v_leak, i = 0
      input x, coupling
      p = v + dt * coupling
      j = i + x
      u = p + dt * tau_mem_inv * ((v_leak - p) + j)
      z = spike(u - v_th)
      r = z
      v = (1 - r) * u + r * v_reset
      i = j - dt * tau_syn_inv * j
      output z
      """;

  private static final NeuronModel MODEL = NeuronModel.parse(EQUATIONS);

  private static final NeuronModel RECURRENT =
      NeuronModel.parse(
          EQUATIONS
              .replace("input x, coupling", "input x")
              .replace("p = v + dt * coupling", "p = v  # the coupling acts after the step")
              .replace("r = z", "r = detach(z)"));

  /**
   * Neurons with default parameters; a coupling matrix must be given for {@link #cell}, and is
   * drawn for {@link #recurrentCell}: normal with standard deviation 1 / sqrt(neurons).
   */
  public LifMc() {
    super(MODEL, RECURRENT, true);
  }

  /**
   * Neurons with default parameters.
   *
   * @param coupling [neurons, neurons]
   * @return coupled neurons
   */
  public static Neuron of(Tensor coupling) {
    return new LifMc().coupling(coupling);
  }
}
