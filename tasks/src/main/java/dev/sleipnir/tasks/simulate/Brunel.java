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
import java.util.function.BiFunction;

/** The sparse network of excitation and inhibition of Brunel (2000), model A. */
final class Brunel {
  static final String NEURON =
      """
      model brunel
      parameters tau = 20 (ms), theta = 20 (mV), v_reset = 10 (mV)
      state v = 0 (mV)
      dv/dt = -v / tau : exact
      threshold v > theta
      reset v = v_reset
      refractory 2 (ms) holds v
      """;

  private Brunel() {}

  /**
   * The network with fixed weights.
   *
   * @param g strength of inhibition in relation to that of excitation
   * @param eta drive from outside in relation to what brings a neuron to its threshold
   */
  static BuiltNetwork build(Network net, double scale, double g, double eta) {
    return build(net, scale, g, eta, Brunel::fixed);
  }

  private static Projection fixed(Projection projection, double weight) {
    return projection.synapse(Synapse.into("v")).weight(weight);
  }

  /**
   * The network.
   *
   * @param ofExcitation gives synapses between excitatory neurons their kind and weight
   */
  static BuiltNetwork build(
      Network net,
      double scale,
      double g,
      double eta,
      BiFunction<Projection, Double, Projection> ofExcitation) {
    Neuron neuron = Neuron.parse(NEURON);
    int neurons = (int) Math.round(12_500 * scale);
    int excitatory = neurons * 4 / 5;
    Population e = net.population("e", neuron, excitatory);
    Population i = net.population("i", neuron, neurons - excitatory);
    int sources = Math.max(1, excitatory / 10);
    double jump = 100.0 / sources;
    var projections = new ArrayList<Projection>();
    for (Population to : List.of(e, i)) {
      to.set("v", Values.uniform(0, 10));
      // eta times what would bring a neuron to its threshold: 20 mV in 20 ms.
      net.poissonInput(to, "v", sources, eta * 20 / (jump * sources * 20), jump);
    }
    for (Population from : List.of(e, i)) {
      int degree = from == e ? sources : Math.max(1, (neurons - excitatory) / 10);
      for (Population to : List.of(e, i)) {
        Projection projection =
            net.project(from, to)
                .connect(from == to ? inputs(degree).withoutAutapses() : inputs(degree))
                .delay(1.5);
        projections.add(
            from == e && to == e
                ? ofExcitation.apply(projection, jump)
                : fixed(projection, from == e ? jump : -g * jump));
      }
    }
    return new BuiltNetwork(net, List.of(e, i), projections);
  }

  private static Connectivity inputs(int degree) {
    return Connectivity.inDegree(degree).withoutMultapses();
  }
}
