package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.network.Network;

/**
 * Networks from the literature: times in ms, potentials in mV, currents in pA, conductances in nS.
 */
public enum KnownNetwork {
  /** Integrate-and-fire with synaptic currents (Vogels and Abbott 2005; Brette et al. 2007). */
  CUBA(4000, VogelsAbbott::cuba),

  /** Integrate-and-fire with synaptic conductances (Brette et al. 2007). */
  COBA(4000, VogelsAbbott::coba),

  /** Hodgkin-Huxley neurons with synaptic conductances (Brette et al. 2007). */
  COBAHH(4000, VogelsAbbott::cobahh),

  /** Brunel (2000), asynchronous irregular: g 5, external drive 2. */
  BRUNEL_AI(12_500, (net, scale) -> Brunel.build(net, scale, 5, 2)),

  /** Brunel (2000), synchronous irregular with fast oscillation: g 6, external drive 4. */
  BRUNEL_SI_FAST(12_500, (net, scale) -> Brunel.build(net, scale, 6, 4)),

  /** Brunel (2000), synchronous irregular with slow oscillation: g 4.5, external drive 0.9. */
  BRUNEL_SI_SLOW(12_500, (net, scale) -> Brunel.build(net, scale, 4.5, 0.9)),

  /** Brunel (2000), synchronous regular: g 3, external drive 2. */
  BRUNEL_SR(12_500, (net, scale) -> Brunel.build(net, scale, 3, 2)),

  /** A cortical column under 1 mm2 of surface, in four layers (Potjans and Diesmann 2014). */
  MICROCIRCUIT(77_169, Microcircuit::build),

  /** Inhibitory synapses that learn to balance excitation (Vogels et al. 2011). */
  VOGELS(10_000, InhibitoryPlasticity::build),

  /** Noise, all-to-all connections and rhythms (Izhikevich 2003); its time step is 1 ms. */
  IZHIKEVICH(1000, 1, Izhikevich::build);

  /** Adds populations and projections to an empty network. */
  private interface Plan {
    BuiltNetwork build(Network net, double scale);
  }

  /** The fewest neurons of which every population has some. */
  static final int FEWEST = 10;

  private static final double MOST = 1e8;
  static final double DT = 0.1;

  private final int neurons;
  private final double dt;

  @SuppressWarnings("ImmutableEnumChecker") // without state
  private final Plan plan;

  KnownNetwork(int neurons, Plan plan) {
    this(neurons, DT, plan);
  }

  KnownNetwork(int neurons, double dt, Plan plan) {
    this.neurons = neurons;
    this.dt = dt;
    this.plan = plan;
  }

  /**
   * How many neurons it has in the literature.
   *
   * @return their number
   */
  public int neurons() {
    return neurons;
  }

  /**
   * Builds the network.
   *
   * @param scale as many times the neurons of the literature; what connects them is scaled as usual
   *     for each network
   * @param seed what is random depends on it
   * @param parallel the threads
   * @return the network
   * @throws IllegalArgumentException if the scale leaves fewer than 10 or more than 1e8 neurons
   */
  public BuiltNetwork build(double scale, long seed, Parallel parallel) {
    if (!(scale * neurons >= FEWEST && scale * neurons <= MOST)) {
      throw new IllegalArgumentException(
          "scale: expected a number that leaves 10 to 1e8 of "
              + neurons
              + " neurons, got "
              + scale);
    }
    return plan.build(new Network(dt, seed, parallel), scale);
  }
}
