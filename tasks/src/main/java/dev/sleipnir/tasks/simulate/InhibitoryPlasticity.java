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
 * The network of Vogels, Sprekeler, Zenke, Clopath and Gerstner (2011): synapses from inhibitory to
 * excitatory neurons start near 0, grow where both neurons spike within 20 ms and shrink with each
 * inhibitory spike, which brings every excitatory neuron to about the same rate: near the target,
 * above it as far as a spike of a strong synapse keeps the other neuron from spiking.
 */
final class InhibitoryPlasticity {
  private static final String NEURON =
      """
      model vogels
      parameters C = 200 (pF), g_L = 10 (nS), E_L = -60 (mV), E_e = 0 (mV), E_i = -80 (mV),
          tau_e = 5 (ms), tau_i = 10 (ms), v_th = -50 (mV), v_reset = -60 (mV), I = 200 (pA)
      state v = E_L (mV), ge = 0 (nS), gi = 0 (nS)
      dv/dt = (g_L * (E_L - v) + ge * (E_e - v) + gi * (E_i - v) + I) / C : exponential_euler
      dge/dt = -ge / tau_e : exponential_euler
      dgi/dt = -gi / tau_i : exponential_euler
      threshold v > v_th
      reset v = v_reset
      refractory 5 (ms) holds v
      """;

  /** At the target rate what inhibitory spikes take and pairs give is the same: 2 tau rate. */
  private static final String SYNAPSE =
      """
      synapse inhibitory_stdp
      parameters tau = 20 (ms), eta = 0.01 (nS), target = 0.003 (1/ms), w_max = 100 (nS)
      state w = 0 (nS), x = 0, y = 0
      dx/dt = -x / tau
      dy/dt = -y / tau
      on pre x = x + 1
      on pre w = clip(w + eta * (y - 2 * tau * target), 0, w_max)
      on pre deliver w into gi
      on post y = y + 1
      on post w = clip(w + eta * x, 0, w_max)
      """;

  private InhibitoryPlasticity() {}

  static BuiltNetwork build(Network net, double scale) {
    int neurons = (int) Math.round(10_000 * scale);
    Neuron neuron = Neuron.parse(NEURON);
    Population e = net.population("e", neuron, neurons * 4 / 5);
    Population i = net.population("i", neuron, neurons - neurons * 4 / 5);
    List<Population> both = List.of(e, i);
    // As many inputs, and as strong, at any scale.
    Connectivity random = Connectivity.probability(Math.min(1, 0.02 / scale));
    var projections = new ArrayList<Projection>();
    for (Population to : both) {
      to.set("v", Values.uniform(-60, -50));
      projections.add(net.project(e, to).connect(random).synapse(Synapse.into("ge")).weight(0.3));
    }
    projections.add(net.project(i, i).connect(random).synapse(Synapse.into("gi")).weight(3));
    projections.add(net.project(i, e).connect(random).synapse(Synapse.parse(SYNAPSE)));
    return new BuiltNetwork(net, both, projections);
  }
}
