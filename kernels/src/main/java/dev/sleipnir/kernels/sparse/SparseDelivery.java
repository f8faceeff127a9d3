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
  /** So that a thread that is done early finds more to do. */
  private static final int PARTITIONS_PER_THREAD = 4;

  /** Fewer synapses of a segment in a partition cost more to find than to add. */
  private static final int RUN = 32;

  private final Segments segments;
  private final DelayRing ring;
  private final SparseRows rows;
  private final int[] targets;
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
    if (weights.length != rows.size() && weights.length != 1) {
      throw new IllegalArgumentException(
          "weights: expected " + rows.size() + ", or 1 for all, got " + weights.length);
    }
    segments = segments(rows, rows.size() < worth ? 1 : parallel.threads());
    ring = new DelayRing(segments);
    this.rows = rows;
    targets = rows.targets();
    this.weights = weights;
    this.parallel = parallel;
    this.worth = worth;
    isUniform = weights.length != targets.length;
  }

  private static Segments segments(SparseRows rows, int threads) {
    Segments whole = new Segments(rows, 1);
    if (threads == 1 || whole.count() == 0) {
      return whole;
    }
    int runs = rows.size() / whole.count() / RUN;
    int partitions = Math.clamp(runs, threads, PARTITIONS_PER_THREAD * threads);
    return new Segments(rows, Math.min(rows.post(), partitions));
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
      if ((long) ring.count() * targets.length / segments.count() >= worth) {
        parallel.forEach(segments.partitions(), task);
      } else {
        deliver(0, segments.partitions(), into);
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

  /** To the neurons of some partitions: each segment in one go. */
  private void deliver(int from, int to, float[] into) {
    if (isUniform) {
      add(weights[0], from, to, into);
    } else {
      add(weights, from, to, into);
    }
  }

  private void add(float[] w, int from, int to, float[] into) {
    int[] arriving = ring.arriving();
    int count = ring.count();
    int[] at = targets;
    for (int a = 0; a < count; a++) {
      int last = segments.first(arriving[a], to);
      for (int s = segments.first(arriving[a], from); s < last; s++) {
        into[at[s]] += w[s];
      }
    }
  }

  private void add(float w, int from, int to, float[] into) {
    int[] arriving = ring.arriving();
    int count = ring.count();
    int[] at = targets;
    for (int a = 0; a < count; a++) {
      int last = segments.first(arriving[a], to);
      for (int s = segments.first(arriving[a], from); s < last; s++) {
        into[at[s]] += w;
      }
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
    ArrayChecksum checksum = new ArrayChecksum();
    rows.addTo(checksum);
    state.require("checksum of synapses and delays", checksum.value());
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
    ArrayChecksum checksum = new ArrayChecksum().add(weights);
    rows.addTo(checksum);
    return checksum.value();
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
    return 4L * (targets.length + weights.length) + segments.bytes() + ring.bytes();
  }
}
