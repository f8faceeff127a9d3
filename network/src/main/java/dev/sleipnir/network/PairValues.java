package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;

/** Numbers of synapses that depend on their two neurons. */
record PairValues(String what, Values.OfPair value) implements Values {
  @Override
  public double[] draw(int count, RandomStream random) {
    throw new IllegalArgumentException(
        "values of " + what + ": expected synapses, which have two neurons, got neurons");
  }

  @Override
  public OfSynapses ofSynapses(int count, RandomStream random) {
    return (synapse, pre, post) -> value.at(pre, post);
  }
}
