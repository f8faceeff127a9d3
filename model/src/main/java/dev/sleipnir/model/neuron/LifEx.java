package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Exponential leaky integrate-and-fire neurons (Fourcaud-Trocmé et al. 2003). State: membrane
 * potential {@code v}, synaptic current {@code i}; output: spikes. With {@code delta_T} = 0 the
 * upstroke vanishes.
 */
public final class LifEx extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model lif_ex
          parameters delta_T = 0.5, tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s)
          parameters v_leak = 0, v_th = 1, v_reset = 0
          require delta_T >= 0, tau_syn_inv > 0, tau_mem_inv > 0, v_reset < v_th
          state v = v_leak, i = 0
          input x
          j = i + x
          exponent = min((v - v_th) / max(delta_T, 1e-9), 30)  # a spike from there on
          upstroke = where(delta_T > 0, delta_T * exp(exponent), 0)
          u = v + dt * tau_mem_inv * ((v_leak - v) + upstroke + j)
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          i = j - dt * tau_syn_inv * j
          output z
          """);

  /** Neurons with default parameters. */
  public LifEx() {
    super(MODEL, MODEL);
  }

  /**
   * Biological parameters: potentials in mV, time constants in ms. As in Norse, {@code delta_T} is
   * 0.
   *
   * @return neurons with a time step of 0.1 ms
   */
  public static Neuron bio() {
    return Biological.of(new LifEx()).with("delta_T", 0);
  }
}
