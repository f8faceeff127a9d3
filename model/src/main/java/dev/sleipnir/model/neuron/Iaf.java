package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;

/**
 * Integrate-and-fire neurons without a leak. State: membrane potential {@code v}; output: spikes.
 * The time step plays no part.
 */
public final class Iaf extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model iaf
          parameters v_th = 1, v_reset = 0
          require v_reset < v_th
          state v = v_reset
          input x
          u = v + x
          z = spike(u - v_th)
          v = (1 - z) * u + z * v_reset
          output z
          """);

  /** Neurons with default parameters. */
  public Iaf() {
    super(MODEL, MODEL);
  }

  /**
   * Biological parameters: potentials in mV.
   *
   * @return the neurons
   */
  public static Neuron bio() {
    return new Iaf().with("v_th", -55).with("v_reset", -70);
  }
}
