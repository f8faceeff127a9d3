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
  /** Segments that are looked up before they are added. */
  private static final int AHEAD = 32;

  /** Synapses whose targets are in a line of the cache. */
  private static final int LINE = 32;

  private final Segments segments;
  private final DelayRing ring;
  private final FixedRows rows;
  private final char[] low;
  private final float[] weights;
  private final Parallel parallel;
  private final Parallel.Task task = this::deliver;
  private final int worth;
  private final boolean isUniform;

  /** For each partition where segments begin and end. */
  private final int[][] scratch;

  private float[] currents = {};

  /** Synapses at which spikes have arrived, or will. */
  private long sent;

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
    scratch = new int[segments.partitions()][2 * AHEAD + 1];
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
    long additions = send(spikes, count);
    if (additions >= worth) {
      currents = into;
      parallel.forEach(segments.partitions(), task);
    } else {
      deliver(into);
    }
    advance();
  }

  /**
   * First of the three parts of a step, for those who deliver by threads of their own: spikes set
   * out.
   *
   * @param spikes pre-synaptic neurons that spike, each at most once
   * @param count how many do
   * @return at about how many synapses spikes arrive in this step
   */
  public long send(int[] spikes, int count) {
    for (int s = 0; s < count; s++) {
      int neuron = spikes[s];
      ring.send(neuron);
      sent += rows.end(neuron) - rows.start(neuron);
    }
    return ring.count() == 0 ? 0 : (long) ring.count() * low.length / segments.count() + 1;
  }

  /**
   * Second part of a step: what arrives is delivered to the neurons of a partition. Several threads
   * may do several partitions.
   *
   * @param partition which, from 0
   * @param into for each post-synaptic neuron what is raised by the weights
   */
  public void deliver(int partition, float[] into) {
    deliver(partition, partition + 1, into);
  }

  /**
   * Second part of a step, for all neurons.
   *
   * @param into for each post-synaptic neuron what is raised by the weights
   */
  public void deliver(float[] into) {
    int ofPage = rows.partitionsOfPage();
    for (int p = 0; p < segments.partitions(); p += ofPage) {
      deliver(p, p + ofPage, into);
    }
  }

  /** Third part of a step: on to the next. */
  public void advance() {
    ring.advance();
  }

  private void deliver(int partition, int worker) {
    deliver(partition, partition + 1, currents);
  }

  /** To the neurons of some partitions of a page: each segment in one go. */
  private void deliver(int from, int to, float[] into) {
    int count = ring.count();
    for (int first = 0; first < count; first += AHEAD) {
      deliver(from, to, first, Math.min(count - first, AHEAD), into);
    }
  }

  /**
   * Some segments. Where each is, and its first synapse, is looked up before anything is added, so
   * that the memory fetches all of them at once and not one after the other.
   */
  private void deliver(int from, int to, int first, int count, float[] into) {
    int base = rows.base(from);
    int[] arriving = ring.arriving();
    int[] starts = scratch[from];
    for (int a = 0; a < count; a++) {
      starts[a] = segments.first(arriving[first + a], from);
      starts[AHEAD + a] = segments.first(arriving[first + a], to);
    }
    int touched = 0;
    if (isUniform) {
      for (int a = 0; a < count; a++) {
        if (starts[a] < starts[AHEAD + a]) {
          touched += low[starts[a]] + low[starts[AHEAD + a] - 1];
        }
      }
      for (int a = 0; a < count; a++) {
        int end = a + 1 < count ? starts[AHEAD + a + 1] : 0;
        for (int s = starts[a + 1] + LINE; s < end; s += LINE) {
          touched += low[s];
        }
        add(low, starts[a], starts[AHEAD + a], weights[0], base, into);
      }
    } else {
      for (int a = 0; a < count; a++) {
        int last = starts[AHEAD + a] - 1;
        if (starts[a] <= last) {
          touched += low[starts[a]] + low[last];
          touched += Float.floatToRawIntBits(weights[starts[a]] + weights[last]);
        }
      }
      for (int a = 0; a < count; a++) {
        int end = a + 1 < count ? starts[AHEAD + a + 1] : 0;
        for (int s = starts[a + 1] + LINE / 2; s < end; s += LINE / 2) {
          touched += low[s] + Float.floatToRawIntBits(weights[s]);
        }
        add(low, starts[a], starts[AHEAD + a], weights, base, into);
      }
    }
    starts[2 * AHEAD] = touched; // else the compiler leaves it out
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
    sent = 0;
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
    sent = arrived + pending();
  }

  /**
   * Tells which synapses there are and the spikes under way, weights left out.
   *
   * @param state is told
   * @throws IllegalArgumentException if what was noted is of other rows
   */
  public void state(State state) {
    state.require("checksum of synapses and delays", rows.checksumOfSynapses());
    long arrived = state.number("events", events(), 0, Long.MAX_VALUE);
    ring.state(state);
    state.restore(() -> sent = arrived + pending());
  }

  /**
   * A number that tells rows and weights from others, for any number of threads.
   *
   * @return a checksum
   */
  public int checksum() {
    return rows.checksum();
  }

  /** Synapses at which spikes under way will arrive. */
  private long pending() {
    long pending = 0;
    for (int[] segmentsOfStep : ring.underWay()) {
      for (int segment : segmentsOfStep) {
        pending += segments.first(segment + 1, 0) - segments.first(segment, 0);
      }
    }
    return pending;
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
    return sent - pending();
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
