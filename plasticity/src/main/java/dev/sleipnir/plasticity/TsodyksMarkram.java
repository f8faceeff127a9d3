package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.neuron.Neuron;
import java.util.Locale;

/**
 * Short-term plasticity after Tsodyks and Markram, in time steps: a "neuron" for each synapse, from
 * spikes to what the synapse transmits. {@code u} is the share of resources that a spike uses,
 * {@code x} the share that is available. Differentiable.
 *
 * <p>Two forms. {@link #exact} and the presets follow the exponentials between spikes, whatever the
 * time step, and transmit what {@link ShortTermPlasticity} does:
 *
 * <pre>
 * kept        = u exp(-dt tau_f_inv)
 * u           = kept + U (1 - kept) z
 * available   = 1 - (1 - x) exp(-dt tau_d_inv)
 * transmitted = u available z
 * x           = available - transmitted
 * </pre>
 *
 * <p>The constructor and {@link #euler} are Norse's: forward Euler, a spike transmits {@code u x}
 * with the new {@code u} and the old {@code x}. A time step longer than one of the two time
 * constants is refused when cells are made of it: {@code u} and {@code x} would leave their range.
 *
 * <p>Parameters: {@code tau_f_inv} (20/s) and {@code tau_d_inv} (4/3 per second), the inverse time
 * constants of facilitation and of recovery from depression; {@code U} (0.45), the share used at
 * rest.
 */
public final class TsodyksMarkram extends Neuron {
  private static final String PARAMETERS =
      "parameters tau_f_inv = 20 (1/s), tau_d_inv = 4 / 3 (1/s), U = 0.45";

  private static final NeuronModel EULER =
      NeuronModel.parse(
          String.format(
              Locale.ROOT,
              """
          model tsodyks_markram
          %s
          require tau_f_inv > 0, tau_d_inv > 0, U > 0, U <= 1
          require dt * tau_f_inv <= 1, dt * tau_d_inv <= 1
          state u = 0, x = 1
          input z
          u = u - dt * tau_f_inv * u + U * (1 - u) * z
          transmitted = u * x * z
          x = x + dt * tau_d_inv * (1 - x) - transmitted
          output transmitted
          """,
              PARAMETERS));

  private static final NeuronModel EXACT =
      NeuronModel.parse(
          String.format(
              Locale.ROOT,
              """
          model tsodyks_markram_exact
          %s
          require tau_f_inv > 0, tau_d_inv > 0, U > 0, U <= 1
          state u = 0, x = 1
          input z
          kept = u * exp(-dt * tau_f_inv)
          u = kept + U * (1 - kept) * z
          available = 1 - (1 - x) * exp(-dt * tau_d_inv)
          transmitted = u * available * z
          x = available - transmitted
          output transmitted
          """,
              PARAMETERS));

  /** Synapses with default parameters, those of Norse, by its steps of forward Euler. */
  public TsodyksMarkram() {
    super(EULER, EULER);
  }

  /**
   * Synapses with the same default parameters, exact between spikes at any time step.
   *
   * @return the synapses
   */
  public static Neuron exact() {
    return Neuron.of(EXACT);
  }

  /**
   * Synapses of a kind, exact between spikes at any time step.
   *
   * @param preset their kind
   * @return the synapses
   */
  public static Neuron exact(ShortTermPreset preset) {
    return with(exact(), preset);
  }

  /**
   * Synapses of a kind by steps of forward Euler, whose time step must not be longer than a time
   * constant.
   *
   * @param preset their kind
   * @return the synapses
   */
  public static Neuron euler(ShortTermPreset preset) {
    return with(new TsodyksMarkram(), preset);
  }

  /**
   * Depressing synapses: U 0.67, recovery in 450 ms, facilitation forgotten in 1 ms; exact between
   * spikes.
   *
   * @return the synapses
   */
  public static Neuron depressing() {
    return exact(ShortTermPreset.DEPRESSING);
  }

  /**
   * Facilitating synapses: U 0.1, recovery in 100 ms, facilitation over 1 s; exact between spikes.
   *
   * @return the synapses
   */
  public static Neuron facilitating() {
    return exact(ShortTermPreset.FACILITATING);
  }

  /**
   * Synapses that transmit nearly the same at low rates: U 0.32, recovery in 144 ms, facilitation
   * over 62 ms, exact between spikes; {@link ShortTermPreset#PSEUDOLINEAR} says where this comes
   * from.
   *
   * @return the synapses
   */
  public static Neuron pseudolinear() {
    return exact(ShortTermPreset.PSEUDOLINEAR);
  }

  private static Neuron with(Neuron kind, ShortTermPreset preset) {
    return kind.with("U", preset.use())
        .with("tau_f_inv", 1 / preset.facilitation())
        .with("tau_d_inv", 1 / preset.recovery());
  }
}
