package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.NeuronModel;
import java.util.List;

/**
 * Izhikevich neurons (Izhikevich 2003, 2004). State: membrane potential {@code v} [mV], recovery
 * {@code u}; output: spikes.
 *
 * <p>{@code tau_inv} times the time step is the model time of a step in ms: 0.25 ms by default. The
 * state starts at the parameters {@code v_rest} and {@code u_rest}.
 */
public final class Izhikevich extends Neuron {
  private static final NeuronModel MODEL =
      NeuronModel.parse(
          """
          model izhikevich
          parameters a = 0.02, b = 0.2, c = -65 (mV), d = 6, sq = 0.04, mn = 5, bias = 140
          parameters v_th = 30 (mV), tau_inv = 250 (ms/s), v_rest = -70 (mV), u_rest = b * v_rest
          require tau_inv > 0, c < v_th
          state v = v_rest (mV), u = u_rest
          input x
          p = v + tau_inv * dt * (sq * v^2 + mn * v + bias - u + x)
          q = u + tau_inv * dt * a * (b * v - u)
          z = spike(p - v_th)
          v = (1 - z) * p + z * c
          u = (1 - z) * q + z * (q + d)
          output z
          """);

  /** The twenty kinds of firing of Izhikevich (2004), with the parameters of Norse. */
  public enum Preset {
    /** Tonic spiking. */
    TONIC_SPIKING(0.02, 0.2, -65, 6, 5, 140, 250, -70, -14),
    /** Tonic bursting. */
    TONIC_BURSTING(0.02, 0.2, -50, 2, 5, 140, 250, -70, -14),
    /** Phasic spiking. */
    PHASIC_SPIKING(0.02, 0.25, -65, 6, 5, 140, 250, -64, -16),
    /** Phasic bursting. */
    PHASIC_BURSTING(0.02, 0.25, -55, 0.05, 5, 140, 200, -64, -16),
    /** Mixed mode. */
    MIXED_MODE(0.02, 0.2, -55, 4, 5, 140, 250, -70, -14),
    /** Spike frequency adaptation. */
    SPIKE_FREQUENCY_ADAPTATION(0.01, 0.2, -65, 8, 5, 140, 250, -70, -14),
    /** Class 1 excitability. */
    CLASS_1_EXC(0.02, -0.1, -55, 6, 4.1, 108, 250, -60, 6),
    /** Class 2 excitability. */
    CLASS_2_EXC(0.2, 0.26, -65, 0, 5, 140, 250, -64, -16.64),
    /** Spike latency. */
    SPIKE_LATENCY(0.02, 0.2, -65, 6, 5, 140, 250, -70, -14),
    /** Subthreshold oscillation. */
    SUBTHRESHOLD_OSCILLATION(0.05, 0.26, -60, 0, 5, 140, 250, -62, -16.12),
    /** Resonator. */
    RESONATOR(0.1, 0.26, -60, -1, 5, 140, 250, -62, -16.12),
    /** Integrator. */
    INTEGRATOR(0.02, -0.1, -55, 6, 4.1, 108, 250, -60, 6),
    /** Rebound spike. */
    REBOUND_SPIKE(0.03, 0.25, -60, 4, 5, 140, 200, -64, -16),
    /** Rebound burst. */
    REBOUND_BURST(0.03, 0.25, -52, 0, 5, 140, 200, -64, -16),
    /** Threshold variability. */
    THRESHOLD_VARIABILITY(0.03, 0.25, -60, 4, 5, 140, 250, -64, -16),
    /** Bistability. */
    BISTABILITY(0.1, 0.26, -60, 0, 5, 140, 250, -61, -15.86),
    /** Depolarising after-potential. */
    DAP(1, 0.2, -60, -21, 5, 140, 100, -70, -14),
    /** Accommodation; the name is spelled as in Norse. */
    ACCOMODATION(0.02, 1, -55, 4, 5, 140, 500, -65, -16),
    /** Inhibition induced spiking. */
    INHIBITION_INDUCED_SPIKING(-0.02, -1, -60, 8, 5, 140, 250, -63.8, 63.8),
    /** Inhibition induced bursting. */
    INHIBITION_INDUCED_BURSTING(-0.026, -1, -45, -2, 5, 140, 250, -63.8, 63.8);

    private static final List<String> NAMES =
        List.of("a", "b", "c", "d", "mn", "bias", "tau_inv", "v_rest", "u_rest");

    @SuppressWarnings("ImmutableEnumChecker") // never written to
    private final double[] values;

    Preset(double... values) {
      this.values = values;
    }

    /** {@return neurons that fire this way} */
    public Neuron neuron() {
      Neuron neuron = new Izhikevich();
      for (int p = 0; p < values.length; p++) {
        neuron = neuron.with(NAMES.get(p), values[p]);
      }
      return neuron;
    }
  }

  /** Neurons with default parameters, which spike tonically. */
  public Izhikevich() {
    super(MODEL, MODEL);
  }

  /**
   * Neurons of one's own making, that start at rest: {@code u_rest} = b v_rest.
   *
   * @param a rate of recovery
   * @param b sensitivity of recovery to the potential
   * @param c potential after a spike [mV]
   * @param d jump of recovery at a spike
   * @param restingPotential potential at the start [mV]
   * @return the neurons
   */
  public static Neuron behaviour(double a, double b, double c, double d, double restingPotential) {
    return new Izhikevich()
        .with("a", a)
        .with("b", b)
        .with("c", c)
        .with("d", d)
        .with("v_rest", restingPotential);
  }
}
