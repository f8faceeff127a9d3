package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.neuron.Neuron;

/**
 * Short-term plasticity after Tsodyks and Markram, one step of forward Euler after the other: a
 * "neuron" for each synapse, from spikes to what the synapse transmits. {@code u} is the share of
 * resources that a spike uses, {@code x} the share that is available; a spike transmits {@code u x}
 * with the new {@code u} and the old {@code x}. Differentiable.
 *
 * <p>Parameters: {@code tau_f_inv} (20/s) and {@code tau_d_inv} (4/3 per second), the inverse time
 * constants of facilitation and of recovery from depression; {@code U} (0.45), the share used at
 * rest. {@link ExactTsodyksMarkram} is the same without the error of the time step.
 */
public final class TsodyksMarkram extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model tsodyks_markram
          parameters tau_f_inv = 20 (1/s), tau_d_inv = 4 / 3 (1/s), U = 0.45
          require tau_f_inv > 0, tau_d_inv > 0, U > 0, U <= 1
          state u = 0, x = 1
          input z
          u = u - dt * tau_f_inv * u + U * (1 - u) * z
          transmitted = u * x * z
          x = x + dt * tau_d_inv * (1 - x) - transmitted
          output transmitted
          """);

  /** Synapses with default parameters: those of Norse. */
  public TsodyksMarkram() {
    super(MODEL, MODEL);
  }

  /**
   * Depressing synapses: U 0.67, recovery in 450 ms, facilitation forgotten in 1 ms.
   *
   * @return the synapses
   */
  public static Neuron depressing() {
    return of(ShortTermPreset.DEPRESSING);
  }

  /**
   * Facilitating synapses: U 0.1, recovery in 100 ms, facilitation over 1 s.
   *
   * @return the synapses
   */
  public static Neuron facilitating() {
    return of(ShortTermPreset.FACILITATING);
  }

  /**
   * Synapses that transmit nearly the same at low rates: U 0.32, recovery in 144 ms, facilitation
   * over 62 ms; {@link ShortTermPreset#PSEUDOLINEAR} says where this comes from.
   *
   * @return the synapses
   */
  public static Neuron pseudolinear() {
    return of(ShortTermPreset.PSEUDOLINEAR);
  }

  private static Neuron of(ShortTermPreset preset) {
    return new TsodyksMarkram()
        .with("U", preset.use())
        .with("tau_f_inv", 1 / preset.facilitation())
        .with("tau_d_inv", 1 / preset.recovery());
  }
}
