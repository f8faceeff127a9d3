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
 * The network of Izhikevich (2003): all neurons are connected with all, noise drives them, and
 * rhythms come and go. In a step of 1 ms potentials are advanced twice. What arrives acts in the
 * step after its spike.
 */
final class Izhikevich {
  /** r makes neurons differ: from regular spiking to chattering. */
  private static final String EXCITATORY =
      """
      model excitatory
      parameters r = 0, a = 0.02, b = 0.2, c = -65 + 15 * r^2 (mV), d = 8 - 6 * r^2, drive = 5
      """;

  /** From low-threshold to fast spiking. */
  private static final String INHIBITORY =
      """
      model inhibitory
      parameters r = 0, a = 0.02 + 0.08 * r, b = 0.25 - 0.05 * r, c = -65 (mV), d = 2, drive = 2
      """;

  private static final String DYNAMICS =
      """
      state v = -65 (mV), u = -65 * b
      input s, xi
      I = s + drive * xi
      h = v + 0.5 * (0.04 * v^2 + 5 * v + 140 - u + I)
      v = h + 0.5 * (0.04 * h^2 + 5 * h + 140 - u + I)
      u = u + a * (b * v - u)
      threshold v >= 30
      reset v = c, u = u + d
      """;

  private Izhikevich() {}

  static BuiltNetwork build(Network net, double scale) {
    int neurons = (int) Math.round(1000 * scale);
    int excitatory = neurons * 4 / 5;
    Population e = net.population("e", Neuron.parse(EXCITATORY + DYNAMICS), excitatory);
    Population i = net.population("i", Neuron.parse(INHIBITORY + DYNAMICS), neurons - excitatory);
    List<Population> both = List.of(e, i);
    var projections = new ArrayList<Projection>();
    for (Population from : both) {
      from.set("r", Values.uniform(0, 1));
      for (Population to : both) {
        projections.add(
            net.project(from, to)
                .connect(Connectivity.allToAll())
                .synapse(Synapse.into("s"))
                .weight(
                    from == e ? Values.uniform(0, 0.5 / scale) : Values.uniform(-1 / scale, 0)));
      }
    }
    return new BuiltNetwork(net, both, projections);
  }
}
