package dev.sleipnir.network;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.FixedRows;
import dev.sleipnir.kernels.sparse.SparseDelivery;
import dev.sleipnir.kernels.sparse.SynapseCount;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Synapses of fixed weights. */
final class FixedEvents implements Events {
  private final Spiking source;
  private final SparseDelivery delivery;
  private final float[] port;

  /** What arrives where neurons may be refractory; null if the port takes everything. */
  private final float @Nullable [] arrived;

  private final float @Nullable [] refractory;
  private final Values.OfSynapses weights;
  private final SynapseCount synapses;

  FixedEvents(
      Population from,
      Population to,
      String port,
      SynapseCount synapses,
      FixedRows rows,
      Values.OfSynapses weights,
      Parallel parallel) {
    source = from.spiking();
    this.weights = weights;
    this.synapses = synapses;
    delivery = new SparseDelivery(rows, parallel);
    this.port = to.port(port);
    refractory = to.holding(port);
    arrived = refractory == null ? null : new float[to.size()];
  }

  @Override
  public void pre(long step) {
    float[] into = arrived;
    float[] holding = refractory;
    if (into == null || holding == null) {
      delivery.step(source.spikes(), source.spikeCount(), port);
      return;
    }
    long before = delivery.events();
    delivery.step(source.spikes(), source.spikeCount(), into);
    if (delivery.events() == before) {
      return;
    }
    for (int j = 0; j < into.length; j++) {
      if (!(holding[j] > 0)) {
        port[j] += into[j];
      }
    }
    Arrays.fill(into, 0);
  }

  @Override
  public float[] values(String name) {
    if (!name.equals("w")) {
      throw new IllegalArgumentException(
          "synapses: expected 'w', their weight, got '" + name + "'");
    }
    // Not kept in their order, but made as they were.
    float[] values = new float[weights.isOne() ? 1 : synapses.size()];
    if (weights.isOne()) {
      values[0] = (float) weights.at(0, 0, 0);
    } else {
      synapses.list((synapse, i, j) -> values[synapse] = (float) weights.at(synapse, i, j));
    }
    return values;
  }
}
