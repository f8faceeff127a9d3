package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;
import java.util.function.DoubleUnaryOperator;

/** Numbers of synapses that depend on the distance of their neurons. */
record DistanceValues(Positions from, Positions to, DoubleUnaryOperator value) implements Values {
  @Override
  public double[] draw(int count, RandomStream random) {
    throw new IllegalArgumentException(
        "values of distance: expected synapses, which have two neurons, got neurons");
  }

  @Override
  public OfSynapses ofSynapses(int count, RandomStream random) {
    return (synapse, pre, post) -> {
      if (pre >= from.size() || post >= to.size()) {
        throw new IllegalArgumentException(
            "values of distance: expected positions of all neurons, got "
                + from.size()
                + " and "
                + to.size()
                + ", and a synapse from "
                + pre
                + " to "
                + post);
      }
      return value.applyAsDouble(from.distance(pre, to, post));
    };
  }
}
