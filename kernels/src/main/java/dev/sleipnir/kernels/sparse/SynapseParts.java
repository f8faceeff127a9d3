package dev.sleipnir.kernels.sparse;

/**
 * Synapses that are gone through in parts, by several threads and more than once, instead of being
 * listed.
 */
@FunctionalInterface
public interface SynapseParts {
  /** Sees synapses. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Sees the next synapse.
     *
     * @param pre the neuron that sends
     * @param post the neuron that receives
     */
    void add(int pre, int post);
  }

  /** A number of each synapse. */
  @FunctionalInterface
  interface PerSynapse {
    /**
     * The number. Any thread may ask, in any order.
     *
     * @param synapse its index in the order in which all parts, one after the other, show synapses
     * @param pre the neuron that sends
     * @param post the neuron that receives
     * @return the number
     */
    double at(int synapse, int pre, int post);
  }

  /**
   * Shows the synapses of a part: each time the same ones in the same order. All parts, one after
   * the other, are all synapses, in an order that does not depend on the number of parts.
   *
   * @param part which, from 0
   * @param parts in how many
   * @param visitor sees them
   */
  void visit(int part, int parts, Visitor visitor);
}
