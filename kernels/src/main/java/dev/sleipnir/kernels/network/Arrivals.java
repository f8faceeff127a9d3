package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.sparse.DelayRing;
import dev.sleipnir.kernels.sparse.Segments;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.state.State;
import org.jspecify.annotations.Nullable;

/**
 * How spikes of one side get to the synapses of a pathway: rows of the neurons that spike, and what
 * is under way. Synapses are due by ranges of the neurons that receive.
 */
public final class Arrivals {
  /** Shorter runs are gathered with others. */
  private static final int SHORT = 48;

  final Side side;
  final SparseRows rows;

  /** For each place in the rows the synapse; null if they are the same. */
  final int @Nullable [] order;

  /** Whether a spike takes as long to all synapses. */
  final boolean hasOneDelay;

  /** Whether no two synapses of a segment have the same other neuron. */
  final boolean areDistinct;

  final boolean hasShortRuns;
  private final int pieces;
  private final Segments segments;
  private final DelayRing ring;
  private final int[] neurons;
  private final int receiving;

  /**
   * Nothing under way.
   *
   * @param side whose spikes
   * @param rows for each neuron of that side its synapses, the other neuron and the delay
   * @param order for each place in the rows the synapse; null if they are the same
   * @param pieces into how many ranges the neurons that receive are cut
   */
  public Arrivals(Side side, SparseRows rows, int @Nullable [] order, int pieces) {
    this.side = side;
    this.rows = rows;
    this.order = order;
    this.pieces = pieces;
    // The neurons that receive are the targets of rows of those that send, else have the rows.
    segments = new Segments(rows, side == Side.PRE ? pieces : 1);
    ring = new DelayRing(segments);
    neurons = segments.neurons();
    receiving = side == Side.PRE ? rows.post() : rows.pre();
    hasShortRuns = rows.size() < (long) SHORT * segments.count() * segments.partitions();
    boolean one = true;
    boolean distinct = true;
    int[] targets = rows.targets();
    for (int s = 1; s < rows.size(); s++) {
      one &= rows.delay(s) == rows.delay(0);
      // In one segment; where a row ends, that says less than it could, and nothing wrong.
      distinct &= targets[s] != targets[s - 1] || rows.delay(s) != rows.delay(s - 1);
    }
    hasOneDelay = one;
    areDistinct = distinct;
  }

  /**
   * Spikes set out; those without delay are due at once.
   *
   * @param spikes who spikes
   * @param count how many do
   */
  public void send(int[] spikes, int count) {
    for (int s = 0; s < count; s++) {
      ring.send(spikes[s]);
    }
  }

  /** The number of segments at which spikes arrive now. */
  int count() {
    return ring.count();
  }

  /** One of the segments at which spikes arrive now. */
  int segment(int a) {
    return ring.arriving()[a];
  }

  /** The neuron whose spike arrives at a segment. */
  int neuron(int segment) {
    return neurons[segment];
  }

  /** How many synapses spikes arrive at now. */
  long due() {
    int[] arriving = ring.arriving();
    long due = 0;
    for (int a = 0; a < ring.count(); a++) {
      due += segments.first(arriving[a] + 1, 0) - segments.first(arriving[a], 0);
    }
    return due;
  }

  int pieces() {
    return pieces;
  }

  /** The first neuron that receives of a range. */
  int cut(int piece) {
    return (int) ((long) receiving * piece / pieces);
  }

  /** The first place of a segment in a range of the neurons that receive. */
  int first(int segment, int piece) {
    if (side == Side.PRE) {
      return segments.first(segment, piece);
    }
    return segments.first(neurons[segment] >= cut(piece) ? segment : segment + 1, 0);
  }

  /**
   * Tells the spikes under way.
   *
   * @param state is told
   * @throws IllegalArgumentException if what was noted is of other synapses or delays
   */
  public void state(State state) {
    // Where segments are cut depends on the number of threads.
    state.require(
        "checksum of synapses and delays", new Segments(rows, 1).checksum(rows.targets()));
    ring.state(state);
  }

  /** Goes on to the next step. */
  void advance() {
    ring.advance();
  }
}
