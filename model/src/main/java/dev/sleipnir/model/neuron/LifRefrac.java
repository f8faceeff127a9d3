package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Leaky integrate-and-fire neurons with an absolute refractory period. State: membrane potential
 * {@code v}, synaptic current {@code i}, refractory steps left {@code rho}; output: spikes.
 *
 * <p>For {@code rho_reset} steps after a spike the potential is held and no spike leaves; the
 * current goes on. The counter is compared with 0 by the neuron's own surrogate, so gradients flow
 * through it.
 *
 * <p>The adjoint equations of the recurrent form are those that Norse intends (its own raise an
 * exception): a spike changes the gradient at the potential as in {@link Lif}, and that at the
 * counter passes unchanged. Where the current is given, the gradient at the counter starts from the
 * end of the pause and arrives at its beginning.
 */
public final class LifRefrac extends Neuron {
  private static final String STEP =
      """
      model lif_refrac
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
      parameters rho_reset = 5 (steps)
      require tau_syn_inv > 0, tau_mem_inv > 0, v_reset < v_th
      require rho_reset >= 0, rho_reset <= 16777216
      state v = v_leak, i = 0, rho = 0
      input x
      j = i + x
      u = v + dt * tau_mem_inv * ((v_leak - v) + j)
      fired = spike(u - v_th)
      r = fired
      after = (1 - r) * u + r * v_reset
      m = spike(rho)
      z = (1 - m) * fired
      v = (1 - m) * after + m * v
      i = j - dt * tau_syn_inv * j
      rho = (1 - z) * relu(rho - m) + z * rho_reset
      output z
      """;

  private static final String ADJOINT =
      """
      adjoint
      still = heaviside(rho')
      slope = tau_mem_inv * ((v_leak - v) + i)
      slope_after = tau_mem_inv * ((v_leak - v') + i)
      released = where(rho == 1, 1, 0)
      grad_i = grad_i + dt * tau_syn_inv * ((1 - still) * grad_v - grad_i)
      decayed = grad_v - (1 - still) * dt * tau_mem_inv * grad_v
      jump = where(slope != 0, z * (grad_rho / slope + 1 / slope * grad_z), 0)
      grad_v = (1 - z) * decayed + jump
      grad_rho = (1 - released) * grad_rho + released * grad_v * slope_after
      grad_x = grad_i
      """;

  private static final String RECURRENT_ADJOINT =
      """
      adjoint
      still = heaviside(rho')
      slope = tau_mem_inv * ((v_leak - v) + i)
      slope_after = tau_mem_inv * ((v_leak - v') + i)
      grad_i = grad_i + dt * tau_syn_inv * ((1 - still) * grad_v - grad_i)
      decayed = grad_v - (1 - still) * dt * tau_mem_inv * grad_v
      jump = where(slope != 0, z * (slope_after / slope * decayed + 1 / slope * grad_z), 0)
      grad_v = (1 - z) * decayed + jump
      grad_x = grad_i
      """;

  private static final NeuronModel MODEL = NeuronModel.parse(STEP + ADJOINT);

  private static final NeuronModel RECURRENT =
      NeuronModel.parse(STEP.replace("r = fired", "r = detach(fired)") + RECURRENT_ADJOINT);

  /** Neurons with default parameters. */
  public LifRefrac() {
    super(MODEL, RECURRENT);
  }

  /** {@return biological neurons: potentials in mV, time constants in ms, a time step of 0.1 ms} */
  public static Neuron bio() {
    return Biological.of(new LifRefrac());
  }
}
