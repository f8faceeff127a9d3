package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;

/** Numbers each of which follows from its index and the stream alone. */
@FunctionalInterface
interface IndexedValues extends Values {
  /** The number of an index. Reads elements of the stream, but does not move it. */
  double at(int index, RandomStream random);

  @Override
  default double[] draw(int count, RandomStream random) {
    double[] values = new double[count];
    for (int k = 0; k < count; k++) {
      values[k] = at(k, random);
    }
    return values;
  }

  @Override
  default OfSynapses ofSynapses(int count, RandomStream random) {
    return (synapse, pre, post) -> at(synapse, random);
  }
}
