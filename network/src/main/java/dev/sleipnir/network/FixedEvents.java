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
  private final SparseRows rows;
  private final Parallel parallel;
  private SparseDelivery delivery;
  private final float[] port;

  /** What arrives where neurons may be refractory; null if the port takes everything. */
  private final float @Nullable [] arrived;

  private final float @Nullable [] refractory;
  private float[] weights;
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
    rows = SynapseList.rows(synapses.pre, from.size(), synapses.post, to.size(), delays, order);
    this.parallel = parallel;
    this.weights = ordered(weights);
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
    float[] noted = state.floats("w", weights);
    if (noted.length != 1 && noted.length != order.length) {
      throw new IllegalArgumentException(
          "w: expected 1 or " + order.length + " values, got " + noted.length);
    }
    state.restore(() -> replace(noted));
  }

  /** One weight for all, or the weights in the order of the rows. */
  private float[] ordered(double[] values) {
    float[] ordered = new float[values.length == 1 ? 1 : order.length];
    for (int k = 0; k < ordered.length; k++) {
      ordered[k] = (float) values[values.length == 1 ? 0 : order[k]];
    }
    return ordered;
  }

  private void replace(float[] others) {
    if (others.length == weights.length) {
      System.arraycopy(others, 0, weights, 0, others.length);
      return;
    }
    var next = new SparseDelivery(rows, others, parallel);
    next.resume(delivery.underWay(), delivery.events());
    delivery = next;
    weights = others;
  }

  @Override
  public void set(String name, double[] values) {
    requireWeight(name);
    replace(ordered(values));
  }

  private static void requireWeight(String name) {
    if (!name.equals(Projection.WEIGHT)) {
      throw new IllegalArgumentException(
          "synapses: expected 'w', their weight, got '" + name + "'");
    }
  }

  @Override
  public float[] values(String name) {
    requireWeight(name);
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
