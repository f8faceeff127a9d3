package dev.sleipnir.network;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.SparseDelivery;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.state.State;
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
  private final float[] weights;
  private final int[] order;

  FixedEvents(
      Population from,
      Population to,
      String port,
      SynapseList synapses,
      int[] delays,
      double[] weights,
      Parallel parallel) {
    source = from.spiking();
    order = new int[synapses.size()];
    SparseRows rows =
        SynapseList.rows(synapses.pre, from.size(), synapses.post, to.size(), delays, order);
    this.weights = new float[weights.length == 1 ? 1 : synapses.size()];
    for (int k = 0; k < this.weights.length; k++) {
      this.weights[k] = (float) weights[weights.length == 1 ? 0 : order[k]];
    }
    delivery = new SparseDelivery(rows, this.weights, parallel);
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
  public void state(State state) {
    delivery.state(state);
    state.carry("w", weights);
  }

  @Override
  public float[] values(String name) {
    if (!name.equals("w")) {
      throw new IllegalArgumentException(
          "synapses: expected 'w', their weight, got '" + name + "'");
    }
    if (weights.length == 1) {
      return weights.clone();
    }
    float[] values = new float[weights.length];
    for (int k = 0; k < values.length; k++) {
      values[order[k]] = weights[k];
    }
    return values;
  }
}
