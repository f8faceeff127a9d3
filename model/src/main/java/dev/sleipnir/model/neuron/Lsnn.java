package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Leaky integrate-and-fire neurons with an adaptive threshold (LSNN, Bellec et al. 2018). State:
 * membrane potential {@code v}, synaptic current {@code i}, threshold {@code b}; output: spikes.
 *
 * <p>{@code b} is the threshold itself: it starts at {@code v_th}, rises by {@code beta} with each
 * spike and relaxes to {@code v_th}; by default so slowly (1/800 per second, as in Norse) that it
 * hardly falls. The input acts on the potential one step later. In recurrent layers no gradient
 * flows through the reset and the jump of the threshold, as in Norse; {@link #learningToAdapt} lets
 * it through the jump.
 */
public final class Lsnn extends Neuron {
  private static final String EQUATIONS =
      """
      model lsnn
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), tau_adapt_inv = 0.00125 (1/s)
      parameters v_leak = 0, v_th = 1, v_reset = 0, beta = 1.8
      require tau_syn_inv > 0, tau_mem_inv > 0, tau_adapt_inv > 0, v_reset < v_th
      state v = v_leak, i = 0, b = v_th
      input x
      u = v + dt * tau_mem_inv * ((v_leak - v) + i)
      threshold_now = b + dt * tau_adapt_inv * (v_th - b)
      z = spike(u - threshold_now)
      r = z
      v = (1 - r) * u + r * v_reset
      b = threshold_now + r * beta
      i = i - dt * tau_syn_inv * i + x
      output z
      adjoint
      slope = tau_mem_inv * ((v_leak - v) + i)
      slope_after = tau_mem_inv * ((v_leak - v') + i)
      relaxing = tau_adapt_inv * (v_th - b)
      relaxing_after = tau_adapt_inv * (v_th - b')
      grad_i = grad_i + dt * tau_syn_inv * (grad_v - grad_i)
      v_decayed = grad_v - dt * tau_mem_inv * grad_v
      v_jump = where(slope != 0, z * (slope_after / slope * v_decayed + 1 / slope * grad_z), 0)
      grad_v = (1 - z) * v_decayed + v_jump
      b_decayed = grad_b - dt * tau_adapt_inv * grad_b
      b_jump = where(relaxing != 0, z * (relaxing_after / relaxing * b_decayed + 1 / relaxing * grad_z), 0)
      grad_b = (1 - z) * b_decayed + b_jump
      grad_x = grad_i
      """;

  private static final NeuronModel MODEL = NeuronModel.parse(EQUATIONS);

  private static final NeuronModel RECURRENT =
      NeuronModel.parse(EQUATIONS.replace("r = z", "r = detach(z)"));

  /** Detaches the reset alone. */
  private static final NeuronModel LEARNING_TO_ADAPT =
      NeuronModel.parse(
          EQUATIONS.replace("r = z", "r = detach(z)").replace("+ r * beta", "+ z * beta"));

  /** Neurons with default parameters. */
  public Lsnn() {
    super(MODEL, RECURRENT);
  }

  /**
   * Neurons of the same values, whose gradient in recurrent layers does flow through the jump of
   * the threshold, and only the reset is detached, as in Bellec et al. 2018: what a threshold
   * remembers for seconds can then be learned, by back-propagation and by e-prop.
   *
   * @return neurons with default parameters
   */
  public static Neuron learningToAdapt() {
    return new Neuron(MODEL, LEARNING_TO_ADAPT);
  }

  /** {@return biological neurons: potentials in mV, time constants in ms, a time step of 0.1 ms} */
  public static Neuron bio() {
    return Biological.of(new Lsnn()).with("tau_adapt_inv", 0.01).with("beta", 0.5);
  }
}
