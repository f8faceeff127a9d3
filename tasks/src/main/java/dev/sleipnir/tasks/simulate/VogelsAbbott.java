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
 * The benchmarks of Brette et al. (2007) after Vogels and Abbott (2005): four fifths of the neurons
 * excite, each pair is connected with probability 0.02, without delay.
 */
final class VogelsAbbott {
  private static final String CUBA_NEURON =
      """
      model cuba
      parameters tau_m = 20 (ms), tau_e = 5 (ms), tau_i = 10 (ms), E_L = -49 (mV), v_th = -50 (mV),
          v_reset = -60 (mV)
      state v = E_L (mV), ge = 0 (mV), gi = 0 (mV)
      dv/dt = (E_L - v + ge + gi) / tau_m : exact
      dge/dt = -ge / tau_e : exact
      dgi/dt = -gi / tau_i : exact
      threshold v > v_th
      reset v = v_reset
      refractory 5 (ms) holds v
      """;

  private static final String COBA_NEURON =
      """
      model coba
      parameters C = 200 (pF), g_L = 10 (nS), E_L = -60 (mV), E_e = 0 (mV), E_i = -80 (mV),
          tau_e = 5 (ms), tau_i = 10 (ms), v_th = -50 (mV), v_reset = -60 (mV)
      state v = E_L (mV), ge = 0 (nS), gi = 0 (nS)
      dv/dt = (g_L * (E_L - v) + ge * (E_e - v) + gi * (E_i - v)) / C : exponential_euler
      dge/dt = -ge / tau_e : exponential_euler
      dgi/dt = -gi / tau_i : exponential_euler
      threshold v > v_th
      reset v = v_reset
      refractory 5 (ms) holds v
      """;

  private static final String HH_NEURON =
      """
      model cobahh
      parameters C = 200 (pF), g_L = 10 (nS), E_L = -60 (mV), E_e = 0 (mV), E_i = -80 (mV),
          tau_e = 5 (ms), tau_i = 10 (ms), E_K = -90 (mV), E_Na = 50 (mV), g_Na = 20000 (nS),
          g_K = 6000 (nS), V_T = -63 (mV)
      state v = E_L (mV), m = 0, n = 0, h = 0, ge = 0 (nS), gi = 0 (nS)
      a_m = 1.28 / exprel((13 - v + V_T) / 4)
      b_m = 1.4 / exprel((v - V_T - 40) / 5)
      a_h = 0.128 * exp((17 - v + V_T) / 18)
      b_h = 4 / (1 + exp((40 - v + V_T) / 5))
      a_n = 0.16 / exprel((15 - v + V_T) / 5)
      b_n = 0.5 * exp((10 - v + V_T) / 40)
      dv/dt = (g_L * (E_L - v) + ge * (E_e - v) + gi * (E_i - v) - g_Na * m^3 * h * (v - E_Na)
          - g_K * n^4 * (v - E_K)) / C : exponential_euler
      dm/dt = a_m * (1 - m) - b_m * m : exponential_euler
      dn/dt = a_n * (1 - n) - b_n * n : exponential_euler
      dh/dt = a_h * (1 - h) - b_h * h : exponential_euler
      dge/dt = -ge / tau_e : exponential_euler
      dgi/dt = -gi / tau_i : exponential_euler
      threshold v > -20
      refractory 3 (ms) holds nothing
      """;

  private VogelsAbbott() {}

  static BuiltNetwork cuba(Network net, double scale) {
    return sparse(net, scale, CUBA_NEURON, Values.uniform(-60, -50), 1.62, -9);
  }

  static BuiltNetwork coba(Network net, double scale) {
    return conductances(net, scale, COBA_NEURON);
  }

  static BuiltNetwork cobahh(Network net, double scale) {
    return conductances(net, scale, HH_NEURON);
  }

  private static BuiltNetwork conductances(Network net, double scale, String text) {
    BuiltNetwork built = sparse(net, scale, text, Values.normal(-65, 5), 6, 67);
    for (Population population : built.populations()) {
      population.set("ge", Values.normal(40, 15)).set("gi", Values.normal(200, 120));
    }
    return built;
  }

  private static BuiltNetwork sparse(
      Network net,
      double scale,
      String text,
      Values start,
      double weightExcitatory,
      double weightInhibitory) {
    Neuron neuron = Neuron.parse(text);
    int neurons = (int) Math.round(4000 * scale);
    int excitatory = neurons * 4 / 5;
    Population e = net.population("e", neuron, excitatory).set("v", start);
    Population i = net.population("i", neuron, neurons - excitatory).set("v", start);
    List<Population> both = List.of(e, i);
    var projections = new ArrayList<Projection>();
    for (Population from : both) {
      boolean excites = from == e;
      for (Population to : both) {
        projections.add(
            net.project(from, to)
                .connect(Connectivity.probability(0.02))
                .synapse(Synapse.into(excites ? "ge" : "gi"))
                .weight(excites ? weightExcitatory : weightInhibitory));
      }
    }
    return new BuiltNetwork(net, both, projections);
  }
}
