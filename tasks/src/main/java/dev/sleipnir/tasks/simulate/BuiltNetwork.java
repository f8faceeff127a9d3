package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import java.util.List;

/**
 * A network that has been built, ready to run.
 *
 * @param net the network
 * @param populations its neurons, without sources of spikes
 * @param projections what connects them
 */
public record BuiltNetwork(
    Network net, List<Population> populations, List<Projection> projections) {
  /** With copies of the lists. */
  public BuiltNetwork {
    populations = List.copyOf(populations);
    projections = List.copyOf(projections);
  }

  /**
   * How many neurons there are.
   *
   * @return at least 1
   */
  public int neurons() {
    return populations.stream().mapToInt(Population::size).sum();
  }

  /**
   * How many synapses there are.
   *
   * @return at least 0
   * @throws IllegalStateException before the network has run, which makes the synapses
   */
  public long synapses() {
    return projections.stream().mapToLong(Projection::size).sum();
  }
}
