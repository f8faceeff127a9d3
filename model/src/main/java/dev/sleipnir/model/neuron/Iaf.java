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

  private static final NeuronModel SOFT =
      NeuronModel.parse(
          """
          model iaf_soft
          parameters v_th = 1, v_init = 0
          require v_th > 0
          state v = v_init
          input x
          u = v + x
          z = spike(u - v_th)
          v = u - z * v_th
          output z
          """);

  /** Neurons with default parameters. */
  public Iaf() {
    super(MODEL, MODEL);
  }

  /**
   * Neurons whose reset subtracts the threshold instead of setting the potential, so that what is
   * above it is not lost (Rueckauer et al. 2017): over time the number of spikes times the
   * threshold is the sum of the input, if that is never below 0 and above the threshold in no step.
   * Parameters: {@code v_th} = 1, and {@code v_init} = 0, the potential at the beginning.
   *
   * @return the neurons
   */
  public static Neuron softReset() {
    return Neuron.of(SOFT);
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
