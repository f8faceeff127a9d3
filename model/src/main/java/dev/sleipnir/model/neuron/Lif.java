package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Current-based leaky integrate-and-fire neurons. State: membrane potential {@code v}, synaptic
 * current {@code i}; output: spikes. In recurrent layers no gradient flows through the reset.
 */
public final class Lif extends Neuron {
  private static final String EQUATIONS =
      """
      model lif
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
      require tau_syn_inv > 0, tau_mem_inv > 0, v_reset < v_th
      state v = v_leak, i = 0
      input x
      j = i + x
      u = v + dt * tau_mem_inv * ((v_leak - v) + j)
      z = spike(u - v_th)
      r = z
      v = (1 - r) * u + r * v_reset
      i = j - dt * tau_syn_inv * j
      output z
      adjoint
      slope = tau_mem_inv * ((v_leak - v) + i)
      slope_after = tau_mem_inv * ((v_leak - v') + i)
      grad_i = grad_i + dt * tau_syn_inv * (grad_v - grad_i)
      decayed = grad_v - dt * tau_mem_inv * grad_v
      jump = where(slope != 0, z * (slope_after / slope * decayed + 1 / slope * grad_z), 0)
      grad_v = (1 - z) * decayed + jump
      grad_x = grad_i
      """;

  private static final NeuronModel MODEL = NeuronModel.parse(EQUATIONS);

  private static final NeuronModel RECURRENT =
      NeuronModel.parse(EQUATIONS.replace("r = z", "r = detach(z)"));

  /** Neurons with default parameters. */
  public Lif() {
    super(MODEL, RECURRENT);
  }

  /** {@return biological neurons: potentials in mV, time constants in ms, a time step of 0.1 ms} */
  public static Neuron bio() {
    return Biological.of(new Lif());
  }
}
