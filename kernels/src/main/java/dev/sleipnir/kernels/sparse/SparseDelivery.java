package dev.sleipnir.kernels.sparse;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;
import dev.sleipnir.kernels.tuning.Tuning;

/**
 * Static synapses: a spike raises the currents of the neurons it reaches, after its delay, by the
 * weights of the synapses. Nothing else changes.
 *
 * <p>Currents are the same bits for every number of threads: those of a neuron are added in the
 * order in which the spikes were sent. A step allocates nothing once its lists have grown to the
 * number of spikes under way. Not to be used by two threads at once.
 */
public final class SparseDelivery {
  private final Segments segments;
  private final DelayRing ring;
  private final FixedRows rows;
  private final char[] low;
  private final float[] weights;
  private final Parallel parallel;
  private final Parallel.Task task = this::deliver;
  private final int worth;
  private final boolean isUniform;
  private float[] currents = {};
  private long events;

  /**
   * Synapses at rest.
   *
   * @param rows which there are
   * @param weights for each synapse its weight, or one weight for all; the array itself, which may
   *     be changed between steps
   * @param parallel the threads
   * @throws IllegalArgumentException if there are neither as many weights as synapses nor one
   */
  public SparseDelivery(SparseRows rows, float[] weights, Parallel parallel) {
    this(rows, weights, parallel, Tuning.SHARED_DELIVERIES);
  }

  /** With another number of synapses that are worth a second thread. */
  SparseDelivery(SparseRows rows, float[] weights, Parallel parallel, int worth) {
    this(fixed(rows, weights, parallel, worth), parallel, worth);
  }

  /**
   * Synapses at rest.
   *
   * @param rows which there are, made for as many threads
   * @param parallel the threads
   */
  public SparseDelivery(FixedRows rows, Parallel parallel) {
    this(rows, parallel, Tuning.SHARED_DELIVERIES);
  }

  private SparseDelivery(FixedRows rows, Parallel parallel, int worth) {
    segments = rows.segments();
    ring = new DelayRing(segments);
    this.rows = rows;
    low = rows.low();
    weights = rows.weights();
    this.parallel = parallel;
    this.worth = worth;
    isUniform = weights.length != low.length;
  }

  private static FixedRows fixed(SparseRows rows, float[] weights, Parallel parallel, int worth) {
    if (weights.length != rows.size() && weights.length != 1) {
      throw new IllegalArgumentException(
          "weights: expected " + rows.size() + ", or 1 for all, got " + weights.length);
    }
    return FixedRows.of(rows, weights, parallel, worth);
  }

  /**
   * One time step: spikes set out, and those that arrive, those of this step where the delay is 0,
   * are delivered.
   *
   * @param spikes pre-synaptic neurons that spike, each at most once
   * @param count how many do
   * @param into for each post-synaptic neuron what is raised by the weights
   * @throws IllegalArgumentException if there are not as many values as neurons; nothing has
   *     changed then
   * @throws IndexOutOfBoundsException if there is no such neuron; nothing has changed then
   */
  public void step(int[] spikes, int count, float[] into) {
    if (into.length != rows.post()) {
      throw new IllegalArgumentException(
          "currents: expected " + rows.post() + " floats, got " + into.length);
    }
    Require.array("spikes", spikes.length, 0, count);
    for (int s = 0; s < count; s++) {
      Require.array("pre-synaptic neurons", rows.pre(), spikes[s], 1);
    }
    for (int s = 0; s < count; s++) {
      ring.send(spikes[s]);
    }
    if (ring.count() > 0) {
      currents = into;
      if ((long) ring.count() * low.length / segments.count() >= worth) {
        parallel.forEach(segments.partitions(), task);
      } else {
        int ofPage = rows.partitionsOfPage();
        for (int p = 0; p < segments.partitions(); p += ofPage) {
          deliver(p, p + ofPage, into);
        }
      }
      int[] arriving = ring.arriving();
      for (int a = 0; a < ring.count(); a++) {
        events += segments.first(arriving[a] + 1, 0) - segments.first(arriving[a], 0);
      }
    }
    ring.advance();
  }

  private void deliver(int partition, int worker) {
    deliver(partition, partition + 1, currents);
  }

  /** To the neurons of some partitions of a page: each segment in one go. */
  private void deliver(int from, int to, float[] into) {
    int base = rows.base(from);
    int[] arriving = ring.arriving();
    int count = ring.count();
    if (isUniform) {
      for (int a = 0; a < count; a++) {
        int s = segments.first(arriving[a], from);
        add(low, s, segments.first(arriving[a], to), weights[0], base, into);
      }
    } else {
      for (int a = 0; a < count; a++) {
        int s = segments.first(arriving[a], from);
        add(low, s, segments.first(arriving[a], to), weights, base, into);
      }
    }
  }

  private static void add(char[] low, int from, int to, float[] w, int base, float[] into) {
    for (int s = from; s < to; s++) {
      into[base + low[s]] += w[s];
    }
  }

  private static void add(char[] low, int from, int to, float w, int base, float[] into) {
    for (int s = from; s < to; s++) {
      into[base + low[s]] += w;
    }
  }

  /** Forgets all spikes under way. */
  public void reset() {
    ring.clear();
    events = 0;
  }

  /**
   * The spikes under way.
   *
   * @return copies: for each delay from now the segments at which spikes arrive then
   */
  public int[][] underWay() {
    return ring.underWay();
  }

  /**
   * Goes on with other spikes under way.
   *
   * @param underWay as {@link #underWay} of synapses of the same rows gave them
   * @param arrived the number of {@link #events} so far
   * @throws IllegalArgumentException if they cannot be those; nothing has changed then
   */
  public void resume(int[][] underWay, long arrived) {
    Require.atLeast("events", 0, arrived);
    ring.require(underWay);
    ring.set(underWay);
    events = arrived;
  }

  /**
   * Tells which synapses there are and the spikes under way, weights left out.
   *
   * @param state is told
   * @throws IllegalArgumentException if what was noted is of other rows
   */
  public void state(State state) {
    state.require("checksum of synapses and delays", rows.checksumOfSynapses());
    long arrived = state.number("events", events, 0, Long.MAX_VALUE);
    ring.state(state);
    state.restore(() -> events = arrived);
  }

  /**
   * A number that tells rows and weights from others, for any number of threads.
   *
   * @return a checksum
   */
  public int checksum() {
    return rows.checksum();
  }

  /**
   * Number of segments, at which spikes arrive as a whole.
   *
   * @return at least 0
   */
  public int segments() {
    return segments.count();
  }

  /**
   * Number of spikes that have arrived at a synapse so far.
   *
   * @return at least 0
   */
  public long events() {
    return events;
  }

  /**
   * The memory in use, weights and rows included.
   *
   * @return bytes
   */
  public long bytes() {
    return rows.bytes() + ring.bytes();
  }
}
