package dev.sleipnir.network;

/** The number of all synapses. */
record OneValue(double value) implements Values.OfSynapses {
  @Override
  public double at(int synapse, int pre, int post) {
    return value;
  }

  @Override
  public boolean isOne() {
    return true;
  }
}
