package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Leaky integrate-and-fire neurons without a synaptic current. State: membrane potential {@code v};
 * output: spikes. The reset is to {@code v_reset}, or by subtracting the threshold.
 */
public final class LifBox extends Neuron {
  private static final String EQUATIONS =
      """
      model lif_box
      parameters tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
      require tau_mem_inv > 0, v_reset < v_th
      state v = v_leak
      input x
      u = v + dt * tau_mem_inv * (x + v_leak - v)
      z = spike(u - v_th)
      v = (1 - z) * u + z * v_reset
      output z
      """;

  private static final NeuronModel TO_VALUE = NeuronModel.parse(EQUATIONS);

  private static final NeuronModel BY_SUBTRACTION =
      NeuronModel.parse(
          EQUATIONS.replace("z * v_reset", "z * (u - v_th)").replace(", v_reset < v_th", ""));

  /** What a spike does to the membrane potential. */
  public enum Reset {
    /** It becomes {@code v_reset}. */
    VALUE,
    /** It loses {@code v_th}; {@code v_reset} plays no part. */
    SUBTRACT
  }

  /** Neurons with default parameters that reset to a value. */
  public LifBox() {
    this(Reset.VALUE);
  }

  /**
   * Neurons with default parameters.
   *
   * @param reset what a spike does to the membrane potential
   */
  public LifBox(Reset reset) {
    super(model(reset), model(reset));
  }

  private static NeuronModel model(Reset reset) {
    return switch (reset) {
      case VALUE -> TO_VALUE;
      case SUBTRACT -> BY_SUBTRACTION;
    };
  }
}
