package dev.sleipnir.network;

/**
 * What a spike does at the synapses of a projection.
 *
 * <p>{@link #into} adds the synapse's weight to a variable or an input of the neuron it reaches.
 */
public final class Synapse {
  private final String port;

  private Synapse(String port) {
    this.port = port;
  }

  /**
   * A synapse of fixed weight.
   *
   * @param port a state variable of the neurons that receive, which a spike raises by the weight;
   *     or an input, which has in a step what arrived in the one before
   * @return the synapse
   */
  public static Synapse into(String port) {
    return new Synapse(port);
  }

  String port() {
    return port;
  }
}
