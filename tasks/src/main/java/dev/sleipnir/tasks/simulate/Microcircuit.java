package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Connectivity;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neuron;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import dev.sleipnir.network.Synapse;
import dev.sleipnir.network.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * The column of early sensory cortex of Potjans and Diesmann (2014): four layers, each of
 * excitatory and inhibitory neurons, with drive from outside as Poisson spikes.
 *
 * <p>At a scale s below 1 each population has s times its neurons, each neuron s times its synapses
 * (van Albada, Helias and Diesmann 2015): weights grow by 1 / sqrt(s), so that the variance of what
 * comes in stays, and a constant current keeps its mean at the rates of the full model.
 */
final class Microcircuit {
  private static final List<String> NAMES =
      List.of("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I");
  private static final int[] NEURONS = {20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948};

  /** Spikes per neuron and ms of the full model. */
  private static final double[] RATES = {
    0.903e-3, 2.965e-3, 4.414e-3, 5.876e-3, 7.569e-3, 8.633e-3, 1.105e-3, 7.829e-3
  };

  /** Probability that a pair of neurons is connected: of each target, from each source. */
  private static final double[][] PROBABILITIES = {
    {0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0},
    {0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0},
    {0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0},
    {0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0},
    {0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0},
    {0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0},
    {0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252},
    {0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443}
  };

  private static final int[] OUTSIDE = {1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100};
  private static final double OUTSIDE_RATE = 8e-3; // [1/ms]
  private static final double TAU_SYN = 0.5; // [ms]

  /** What an excitatory spike adds to the current, for a potential of 0.15 mV at its peak [pA]. */
  private static final double WEIGHT = 0.15 / peak(10, TAU_SYN, 250);

  private static final double INHIBITION = -4;

  /** Mean and deviation of the potentials at the start, near those of the running network [mV]. */
  private static final double[] V_MEAN = {
    -68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43
  };

  private static final double[] V_DEVIATION = {5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48};

  // Refractory for 2 ms in which 20 updates are left out, as in the model's reference.
  private static final String NEURON =
      """
      model iaf_psc_exp
      parameters C = 250 (pF), tau_m = 10 (ms), tau_syn = 0.5 (ms), E_L = -65 (mV), v_th = -50 (mV),
          v_reset = -65 (mV), I_e = 0 (pA)
      state v = E_L (mV), I = 0 (pA)
      dv/dt = (E_L - v) / tau_m + (I + I_e) / C : exact
      dI/dt = -I / tau_syn : exact
      threshold v >= v_th
      reset v = v_reset
      refractory 2.1 (ms) holds v
      """;

  private Microcircuit() {}

  /** The potential's peak after a jump of the current by 1 [mV/pA]. */
  private static double peak(double tauM, double tauS, double capacity) {
    double time = Math.log(tauM / tauS) * tauM * tauS / (tauM - tauS);
    double factor = tauM * tauS / (capacity * (tauM - tauS));
    return factor * (Math.exp(-time / tauM) - Math.exp(-time / tauS));
  }

  static BuiltNetwork build(Network net, double scale) {
    Neuron neuron = Neuron.parse(NEURON);
    var populations = new ArrayList<Population>();
    for (int p = 0; p < NEURONS.length; p++) {
      int size = (int) Math.max(1, Math.rint(NEURONS[p] * scale));
      Population population = net.population(NAMES.get(p), neuron, size);
      population.set("v", Values.normal(V_MEAN[p], V_DEVIATION[p]));
      population.set("I_e", missing(p, scale));
      int sources = (int) Math.round(OUTSIDE[p] * scale);
      net.poissonInput(population, "I", sources, OUTSIDE_RATE, WEIGHT / Math.sqrt(scale));
      populations.add(population);
    }
    var projections = new ArrayList<Projection>();
    for (int to = 0; to < NEURONS.length; to++) {
      for (int from = 0; from < NEURONS.length; from++) {
        long synapses = Math.round(synapses(to, from) * scale * scale);
        if (synapses > 0) {
          double delay = from % 2 == 0 ? 1.5 : 0.75;
          double weight = weight(to, from) / Math.sqrt(scale);
          projections.add(
              net.project(populations.get(from), populations.get(to))
                  .connect(Connectivity.fixedTotal(synapses))
                  .delay(Values.truncatedNormal(delay, delay / 2, net.dt() / 2, 1e3))
                  .synapse(Synapse.into("I"))
                  .weight(Values.normal(weight, Math.abs(weight) / 10)));
        }
      }
    }
    return new BuiltNetwork(net, populations, projections);
  }

  /** How many synapses the full model has, so that pairs are connected with the probability. */
  private static double synapses(int to, int from) {
    double pairs = (double) NEURONS[from] * NEURONS[to];
    return Math.log1p(-PROBABILITIES[to][from]) / Math.log1p(-1 / pairs);
  }

  /** From layer 4 to layer 2/3 excitation is twice as strong. */
  private static double weight(int to, int from) {
    return from % 2 == 1 ? INHIBITION * WEIGHT : to == 0 && from == 2 ? 2 * WEIGHT : WEIGHT;
  }

  /** The current that spikes of missing synapses would bring [pA]. */
  private static double missing(int to, double scale) {
    double input = WEIGHT * OUTSIDE[to] * OUTSIDE_RATE;
    for (int from = 0; from < NEURONS.length; from++) {
      input += weight(to, from) * synapses(to, from) / NEURONS[to] * RATES[from];
    }
    return TAU_SYN * (1 - Math.sqrt(scale)) * input;
  }
}
