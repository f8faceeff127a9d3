package dev.sleipnir.kernels.sparse;

import dev.sleipnir.kernels.parallel.Parallel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Synapses that do not change, in few bytes: of a synapse two for its post-synaptic neuron and, if
 * weights differ, four for its weight; of a segment, which is what a pre-synaptic neuron sends with
 * one delay, two for the delay and four for each partition.
 *
 * <p>The rows of pre-synaptic neurons stand one after the other, each in ascending order of delay,
 * then of post-synaptic neuron, then of the synapses as they were given.
 */
public final class FixedRows {
  /** Post-synaptic neurons that two bytes tell apart. */
  static final int PAGE = 1 << 16;

  /** Neurons of a range that threads do at the same time, at least. */
  private static final int LEAST = 64;

  /** So that a thread that is done early finds more to do. */
  private static final int PARTITIONS_PER_THREAD = 4;

  /** Fewer synapses of a segment in a partition cost more to find than to add. */
  private static final int RUN = 32;

  private final int post;
  private final Segments segments;
  private final char[] low;
  private final float[] weights;

  /** A checksum, once it was asked for: they never change. */
  private @Nullable Integer ofSynapses;

  private final int partitionsOfPage;

  private FixedRows(int post, Segments segments, char[] low, float[] weights, int ofPage) {
    this.post = post;
    this.segments = segments;
    this.low = low;
    this.weights = weights;
    partitionsOfPage = ofPage;
  }

  /**
   * Synapses that have been counted, with a delay and a weight for all, or of each.
   *
   * @param count the count, which is asked for them a second time
   * @param delay the delay of all, where {@code delays} is null [time steps]
   * @param delays the delay of each, 0 to {@link Character#MAX_VALUE} [time steps]
   * @param weight the weight of all, where {@code weights} is null
   * @param weights the weight of each
   * @param ranges in how many ranges of neurons they are delivered, as {@link #ranges} cuts them
   * @return the rows
   * @throws IllegalStateException if the synapses are not those that were counted
   */
  public static FixedRows of(
      SynapseCount count,
      int delay,
      SynapseParts.@Nullable PerSynapse delays,
      float weight,
      SynapseParts.@Nullable PerSynapse weights,
      int ranges) {
    RowsBuilder builder = new RowsBuilder(count, delays, weights, /* withOrder= */ false);
    if (delays == null) {
      builder.delay = (char) delay;
    }
    Parallel parallel = count.parallel();
    float[] own = weights == null ? new float[] {weight} : builder.weights;
    int[] firstOf = builder.firstSegments(parallel);
    return of(builder, own, firstOf, ranges(count.post(), ranges), parallel);
  }

  /**
   * Which synapse stands where in rows.
   *
   * @param count the synapses
   * @param delays the delay of each; null if all have the same
   * @return for each place in rows the index of its synapse in their own order
   * @throws IllegalStateException if the synapses are not those that were counted
   */
  public static int[] order(SynapseCount count, SynapseParts.@Nullable PerSynapse delays) {
    return new RowsBuilder(count, delays, null, /* withOrder= */ true).order;
  }

  /**
   * Ranges of post-synaptic neurons, which threads can do at the same time.
   *
   * @param post number of post-synaptic neurons
   * @param ranges how many, at least; more where a page is left
   * @return for each range its first neuron, then their number
   */
  public static int[] ranges(int post, int ranges) {
    return cut(post, Math.clamp(post / LEAST, 1, ranges));
  }

  private static int[] cut(int post, int partitions) {
    int pages = (post + PAGE - 1) / PAGE;
    int ofPage = (partitions + pages - 1) / pages;
    int[] cut = new int[pages * ofPage + 1];
    for (int p = 0; p < cut.length; p++) {
      int page = p / ofPage;
      int neurons = Math.clamp(post - (long) page * PAGE, 0, PAGE);
      cut[p] = page * PAGE + (int) ((long) neurons * (p % ofPage) / ofPage);
    }
    cut[cut.length - 1] = post;
    return cut;
  }

  /** Those of rows that are in order. */
  static FixedRows of(SparseRows rows, float[] weights, Parallel parallel, int worth) {
    RowsBuilder builder = new RowsBuilder(rows);
    int[] firstOf = builder.firstSegments(parallel);
    int count = firstOf[firstOf.length - 1];
    int threads = rows.size() < worth ? 1 : parallel.threads();
    int partitions = 1;
    if (threads > 1 && count > 0) {
      int runs = rows.size() / count / RUN;
      partitions = Math.clamp(runs, threads, PARTITIONS_PER_THREAD * threads);
    }
    return of(builder, weights, firstOf, cut(rows.post(), partitions), parallel);
  }

  private static FixedRows of(
      RowsBuilder rows, float[] weights, int[] firstOf, int[] cut, Parallel parallel) {
    int pages = (rows.post + PAGE - 1) / PAGE;
    Segments segments = rows.segments(firstOf, cut, parallel);
    return new FixedRows(rows.post, segments, rows.low, weights, (cut.length - 1) / pages);
  }

  /**
   * The same synapses with other weights.
   *
   * @param others one for each synapse in the order of rows, or one for all; the array itself
   * @return the rows, which share all else with these
   * @throws IllegalArgumentException if there are neither as many weights as synapses nor one
   */
  public FixedRows with(float[] others) {
    if (others.length != 1 && others.length != size()) {
      throw new IllegalArgumentException(
          "weights: expected " + size() + ", or 1 for all, got " + others.length);
    }
    return new FixedRows(post, segments, low, others, partitionsOfPage);
  }

  /**
   * Number of pre-synaptic neurons.
   *
   * @return at least 1
   */
  public int pre() {
    return segments.neuronCount();
  }

  /**
   * Number of post-synaptic neurons.
   *
   * @return at least 1
   */
  public int post() {
    return post;
  }

  /**
   * Number of synapses.
   *
   * @return at least 0
   */
  public int size() {
    return low.length;
  }

  /** The first synapse of a neuron's row. */
  int start(int neuron) {
    return segments.first(segments.firstOf(neuron), 0);
  }

  /** One past the last synapse of a neuron's row. */
  int end(int neuron) {
    return start(neuron + 1);
  }

  /** The synapses of a neuron with one delay. */
  Segments segments() {
    return segments;
  }

  /** For each synapse its post-synaptic neuron, less the first of its page. */
  char[] low() {
    return low;
  }

  /**
   * The weights.
   *
   * @return one for each synapse in the order of rows, or one for all; the array itself, which may
   *     be changed between steps
   */
  public float[] weights() {
    return weights;
  }

  /** Partitions of a page. */
  int partitionsOfPage() {
    return partitionsOfPage;
  }

  /**
   * A number that tells these synapses from others, for any number of threads.
   *
   * @return a checksum
   */
  public int checksum() {
    return checksum(new ArrayChecksum().add(weights));
  }

  /** The same of synapses and delays only. */
  int checksumOfSynapses() {
    Integer known = ofSynapses;
    if (known == null) {
      known = checksum(new ArrayChecksum());
      ofSynapses = known;
    }
    return known;
  }

  private int checksum(ArrayChecksum checksum) {
    checksum.add(new int[] {post});
    int[] rowStart = new int[pre() + 1];
    Arrays.setAll(rowStart, this::start);
    checksum.add(rowStart);
    for (int g = 0; g < segments.count(); g++) {
      for (int p = 0; p < segments.partitions(); p++) {
        int[] targets = new int[segments.first(g, p + 1) - segments.first(g, p)];
        for (int k = 0; k < targets.length; k++) {
          targets[k] = base(p) + low[segments.first(g, p) + k];
        }
        checksum.add(targets);
      }
    }
    for (int g = 0; g < segments.count(); g++) {
      char[] delays = new char[segments.first(g + 1, 0) - segments.first(g, 0)];
      Arrays.fill(delays, (char) segments.delay(g));
      checksum.add(delays);
    }
    return checksum.value();
  }

  /** The first post-synaptic neuron of a partition's page. */
  int base(int partition) {
    return partition / partitionsOfPage * PAGE;
  }

  /**
   * The memory in use.
   *
   * @return bytes
   */
  public long bytes() {
    return 2L * low.length + 4L * weights.length + segments.bytes();
  }
}
