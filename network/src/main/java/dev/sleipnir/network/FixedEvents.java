package dev.sleipnir.network;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.FixedRows;
import dev.sleipnir.kernels.sparse.SparseDelivery;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import java.util.function.Supplier;
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

  /** Asked for only where weights are wanted in their own order: it takes as long as building. */
  private final Supplier<int[]> order;

  FixedEvents(
      Population from,
      Population to,
      String port,
      FixedRows rows,
      Supplier<int[]> order,
      Parallel parallel) {
    source = from.spiking();
    weights = rows.weights();
    this.order = order;
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
    int[] places = order.get();
    for (int k = 0; k < values.length; k++) {
      values[places[k]] = weights[k];
    }
    return values;
  }
}
