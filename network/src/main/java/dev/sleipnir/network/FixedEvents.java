package dev.sleipnir.network;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.FixedRows;
import dev.sleipnir.kernels.sparse.SparseDelivery;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Synapses of fixed weights. */
final class FixedEvents implements RangedEvents {
  private final Spikes source;
  private final Population to;
  private final FixedRows rows;
  private final Parallel parallel;
  private SparseDelivery delivery;
  private final float[] port;

  /** What arrives where neurons may be refractory; null if the port takes everything. */
  private final float @Nullable [] arrived;

  private final float @Nullable [] refractory;
  private float[] weights;
  private boolean isArriving;

  /** The weights before some were set; null if none were. */
  private float @Nullable [] built;

  /** Of the weights as they were built, once it was asked for. */
  private @Nullable Integer checksum;

  /** Asked for only where weights are wanted in their own order: it takes as long as building. */
  private final Supplier<int[]> order;

  FixedEvents(
      Spikes source,
      Population to,
      String port,
      FixedRows rows,
      Supplier<int[]> order,
      Parallel parallel) {
    this.source = source;
    this.to = to;
    this.rows = rows;
    this.order = order;
    this.parallel = parallel;
    weights = rows.weights();
    delivery = new SparseDelivery(rows, parallel);
    this.port = to.port(port);
    refractory = to.holding(port);
    arrived = refractory == null ? null : new float[to.size()];
  }

  @Override
  public Population to() {
    return to;
  }

  @Override
  public long begin(long step) {
    long additions = delivery.send(source.spikes(), source.spikeCount());
    isArriving = additions > 0;
    return additions;
  }

  @Override
  public void deliver(int range, int first, int last) {
    float[] into = arrived;
    float[] holding = refractory;
    if (!isArriving) {
      return;
    }
    if (into == null || holding == null) {
      delivery.deliver(range, port);
      return;
    }
    delivery.deliver(range, into);
    for (int j = first; j < last; j++) {
      // All bits where the neuron is refractory, which is a number above 0; without a branch this
      // is
      // done on vectors.
      int bits = Float.floatToRawIntBits(holding[j]);
      int held = (-bits >> 31) & ~(bits >> 31);
      port[j] += Float.intBitsToFloat(Float.floatToRawIntBits(into[j]) & ~held);
    }
    Arrays.fill(into, first, last, 0);
  }

  @Override
  public void end() {
    delivery.advance();
  }

  @Override
  public void state(State state) {
    delivery.state(state);
    boolean changed = state.number("w was set", built == null ? 0 : 1, 0, 1) == 1;
    if (!changed) {
      // As they were built: many, and known by their checksum.
      state.require("checksum of w", checksumOfBuilt());
      state.restore(this::restoreBuilt);
      return;
    }
    float[] noted = state.floats("w", weights);
    if (noted.length != 1 && noted.length != rows.size()) {
      throw new IllegalArgumentException(
          "w: expected 1 or " + rows.size() + " values, got " + noted.length);
    }
    state.restore(() -> replace(noted));
  }

  private int checksumOfBuilt() {
    Integer known = checksum;
    if (known == null) {
      known = Arrays.hashCode(built == null ? weights : built);
      checksum = known;
    }
    return known;
  }

  private void restoreBuilt() {
    float[] before = built;
    if (before != null) {
      replace(before);
      built = null;
    }
  }

  private void replace(float[] others) {
    if (built == null) {
      built = weights;
    } else if (others.length == weights.length && others != built) {
      System.arraycopy(others, 0, weights, 0, others.length);
      return;
    }
    var next = new SparseDelivery(rows.with(others), parallel);
    next.resume(delivery.underWay(), delivery.events());
    delivery = next;
    weights = others;
  }

  @Override
  public void set(String name, double[] values) {
    requireWeight(name);
    float[] others = new float[values.length];
    int[] places = others.length == 1 ? new int[1] : order.get();
    for (int k = 0; k < others.length; k++) {
      others[k] = (float) values[places[k]];
    }
    replace(others);
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
    int[] places = order.get();
    for (int k = 0; k < values.length; k++) {
      values[places[k]] = weights[k];
    }
    return values;
  }
}
