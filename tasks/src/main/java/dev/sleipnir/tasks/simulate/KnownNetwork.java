package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.network.Connectivity;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neuron;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import dev.sleipnir.network.Synapse;
import dev.sleipnir.network.Values;
import java.util.ArrayList;
import java.util.List;

/** Networks from the literature: times in ms, potentials in mV, conductances in nS. */
enum KnownNetwork {
  /** Integrate-and-fire with synaptic currents (Vogels and Abbott 2005; Brette et al. 2007). */
  CUBA(4000) {
    @Override
    Built build(int neurons, long seed, Parallel parallel) {
      return sparse(
          neurons, seed, parallel, CUBA_NEURON, Values.uniform(-60, -50), new double[] {1.62, -9});
    }
  },
  /** Integrate-and-fire with synaptic conductances (Brette et al. 2007). */
  COBA(4000) {
    @Override
    Built build(int neurons, long seed, Parallel parallel) {
      return conductances(neurons, seed, parallel, COBA_NEURON);
    }
  },
  /** Hodgkin-Huxley neurons with synaptic conductances (Brette et al. 2007). */
  COBAHH(4000) {
    @Override
    Built build(int neurons, long seed, Parallel parallel) {
      return conductances(neurons, seed, parallel, HH_NEURON);
    }
  },
  /** Brunel (2000), asynchronous irregular: g 5, external drive 2. */
  BRUNEL_AI(12_500) {
    @Override
    Built build(int neurons, long seed, Parallel parallel) {
      return brunel(neurons, seed, parallel, 5, 2);
    }
  },
  /** Brunel (2000), synchronous irregular with fast oscillation: g 6, external drive 4. */
  BRUNEL_SI_FAST(12_500) {
    @Override
    Built build(int neurons, long seed, Parallel parallel) {
      return brunel(neurons, seed, parallel, 6, 4);
    }
  },
  /** Brunel (2000), synchronous irregular with slow oscillation: g 4.5, external drive 0.9. */
  BRUNEL_SI_SLOW(12_500) {
    @Override
    Built build(int neurons, long seed, Parallel parallel) {
      return brunel(neurons, seed, parallel, 4.5, 0.9);
    }
  },
  /** Brunel (2000), synchronous regular: g 3, external drive 2. */
  BRUNEL_SR(12_500) {
    @Override
    Built build(int neurons, long seed, Parallel parallel) {
      return brunel(neurons, seed, parallel, 3, 2);
    }
  };

  /** The time step of all of them [ms]. */
  static final double DT = 0.1;

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

  private static final String BRUNEL_NEURON =
      """
      model brunel
      parameters tau = 20 (ms), theta = 20 (mV), v_reset = 10 (mV)
      state v = 0 (mV)
      dv/dt = -v / tau : exact
      threshold v > theta
      reset v = v_reset
      refractory 2 (ms) holds v
      """;

  private final int neurons;

  KnownNetwork(int neurons) {
    this.neurons = neurons;
  }

  /** How many neurons it has in the literature. */
  int neurons() {
    return neurons;
  }

  /** The network of some neurons, four fifths of them excitatory. */
  abstract Built build(int neurons, long seed, Parallel parallel);

  /** What has been built. */
  record Built(Network net, Population e, Population i, List<Projection> projections) {
    /** How many synapses there are, once the network has run. */
    long synapses() {
      return projections.stream().mapToLong(Projection::size).sum();
    }
  }

  private static Built sparse(
      int neurons, long seed, Parallel parallel, String text, Values start, double[] weights) {
    var net = new Network(DT, seed, parallel);
    Neuron neuron = Neuron.parse(text);
    int excitatory = neurons * 4 / 5;
    Population e = net.population("e", neuron, excitatory).set("v", start);
    Population i = net.population("i", neuron, neurons - excitatory).set("v", start);
    var projections = new ArrayList<Projection>();
    for (Population from : List.of(e, i)) {
      for (Population to : List.of(e, i)) {
        projections.add(
            net.project(from, to)
                .connect(Connectivity.probability(0.02))
                .synapse(Synapse.into(from == e ? "ge" : "gi"))
                .weight(weights[from == e ? 0 : 1]));
      }
    }
    return new Built(net, e, i, List.copyOf(projections));
  }

  private static Built conductances(int neurons, long seed, Parallel parallel, String text) {
    Built built =
        sparse(neurons, seed, parallel, text, Values.normal(-65, 5), new double[] {6, 67});
    for (Population population : List.of(built.e, built.i)) {
      population.set("ge", Values.normal(40, 15)).set("gi", Values.normal(200, 120));
    }
    return built;
  }

  private static Built brunel(int neurons, long seed, Parallel parallel, double g, double eta) {
    var net = new Network(DT, seed, parallel);
    Neuron neuron = Neuron.parse(BRUNEL_NEURON);
    int excitatory = neurons * 4 / 5;
    Population e = net.population("e", neuron, excitatory);
    Population i = net.population("i", neuron, neurons - excitatory);
    int inputs = Math.max(1, excitatory / 10);
    double jump = 100.0 / inputs;
    var projections = new ArrayList<Projection>();
    for (Population to : List.of(e, i)) {
      to.set("v", Values.uniform(0, 10));
      // eta times what would bring a neuron to its threshold: 20 mV in 20 ms.
      net.poissonInput(to, "v", inputs, eta * 20 / (jump * inputs * 20), jump);
    }
    for (Population from : List.of(e, i)) {
      int degree = from == e ? inputs : Math.max(1, (neurons - excitatory) / 10);
      for (Population to : List.of(e, i)) {
        projections.add(
            net.project(from, to)
                .connect(from == to ? inputs(degree).withoutAutapses() : inputs(degree))
                .delay(1.5)
                .synapse(Synapse.into("v"))
                .weight(from == e ? jump : -g * jump));
      }
    }
    return new Built(net, e, i, List.copyOf(projections));
  }

  private static Connectivity inputs(int degree) {
    return Connectivity.inDegree(degree).withoutMultapses();
  }
}
