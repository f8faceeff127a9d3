package dev.sleipnir.kernels.sparse;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.tuning.Tuning;
import java.util.Arrays;

/**
 * Sparse rows cut into segments, the synapses of one pre-synaptic neuron with one delay: a spike
 * arrives at all of them in the same step. Segments are cut where partitions begin: each of these
 * has a range of post-synaptic neurons, so that no two write to the same weight or current.
 */
public final class Segments {
  /** A partition is worth its place in memory if it has so many synapses of a segment. */
  private static final int SYNAPSES = 8;

  /**
   * Fewer synapses are not cut; what is saved depends on the cut, which therefore stays as it is.
   */
  private static final int ONE_PARTITION = 4096;

  private static final int FEWEST = 2;
  private static final int MOST = 16;

  /** Pre-synaptic neuron to its first segment; then the number of segments. */
  private final int[] firstOf;

  /** Segment to delay [steps]. */
  private final char[] delay;

  /** Segment and partition to first synapse; then the number of synapses. */
  private final int[] first;

  /** Partition to first post-synaptic neuron; then the number of neurons. */
  private final int[] cut;

  private final int maxDelay;

  /**
   * Cuts rows.
   *
   * @param rows which synapses there are
   * @param partitions in how many partitions; 0 for what suits the shape
   */
  public Segments(SparseRows rows, int partitions) {
    firstOf = new int[rows.pre() + 1];
    int count = 0;
    int longest = 0;
    for (int i = 0; i < rows.pre(); i++) {
      firstOf[i] = count;
      for (int s = rows.rowStart(i); s < rows.rowStart(i + 1); s++) {
        if (s == rows.rowStart(i) || rows.delay(s) != rows.delay(s - 1)) {
          count++;
        }
        longest = Math.max(longest, rows.delay(s));
      }
    }
    firstOf[rows.pre()] = count;
    maxDelay = longest;
    cut = cut(rows, partitions > 0 ? partitions : suitable(rows, count));
    delay = new char[count];
    first = new int[Math.toIntExact((long) count * partitions() + 1)];
    fill(rows);
  }

  /** Segments of rows that have been cut. */
  Segments(int[] firstOf, char[] delay, int[] first, int[] cut) {
    this.firstOf = firstOf;
    this.delay = delay;
    this.first = first;
    this.cut = cut;
    int longest = 0;
    for (char steps : delay) {
      longest = Math.max(longest, steps);
    }
    maxDelay = longest;
  }

  private static int suitable(SparseRows rows, int segments) {
    if (rows.size() < ONE_PARTITION) {
      return 1;
    }
    int share = rows.size() / segments / SYNAPSES;
    return Math.min(rows.post(), Integer.highestOneBit(Math.clamp(share, FEWEST, MOST)));
  }

  /** Cuts the post-synaptic neurons so that partitions have about the same number of synapses. */
  private static int[] cut(SparseRows rows, int partitions) {
    int[] inDegree = new int[rows.post()];
    for (int target : rows.targets()) {
      inDegree[target]++;
    }
    int[] cut = new int[partitions + 1];
    long sum = 0;
    int p = 1;
    for (int j = 0; j < inDegree.length && p < partitions; j++) {
      sum += inDegree[j];
      while (p < partitions && sum * partitions >= (long) rows.size() * p) {
        cut[p++] = j + 1;
      }
    }
    Arrays.fill(cut, p, cut.length, inDegree.length);
    return cut;
  }

  private void fill(SparseRows rows) {
    int partitions = partitions();
    int at = 0;
    for (int i = 0; i < rows.pre(); i++) {
      int s = rows.rowStart(i);
      for (int g = firstOf[i]; g < firstOf[i + 1]; g++) {
        delay[g] = (char) rows.delay(s);
        first[at++] = s;
        for (int p = 1; p <= partitions; p++) {
          while (s < rows.rowStart(i + 1) && rows.delay(s) == delay[g] && rows.target(s) < cut[p]) {
            s++;
          }
          if (p < partitions) {
            first[at++] = s;
          }
        }
      }
    }
    first[at] = rows.size();
  }

  /**
   * Number of segments.
   *
   * @return at least 0
   */
  public int count() {
    return delay.length;
  }

  /** Number of pre-synaptic neurons. */
  int neuronCount() {
    return firstOf.length - 1;
  }

  /**
   * Number of partitions.
   *
   * @return at least 1
   */
  public int partitions() {
    return cut.length - 1;
  }

  /**
   * The longest delay.
   *
   * @return in time steps
   */
  public int maxDelay() {
    return maxDelay;
  }

  /**
   * First segment of a pre-synaptic neuron.
   *
   * @param preNeuron which neuron
   * @return its index; for the number of neurons that of segments
   */
  public int firstOf(int preNeuron) {
    return firstOf[preNeuron];
  }

  /**
   * The pre-synaptic neurons of all segments.
   *
   * @return for each segment its neuron; a new array
   */
  public int[] neurons() {
    int[] neurons = new int[count()];
    for (int i = 0; i + 1 < firstOf.length; i++) {
      Arrays.fill(neurons, firstOf[i], firstOf[i + 1], i);
    }
    return neurons;
  }

  /**
   * How long a spike takes to a segment.
   *
   * @param segment which
   * @return its delay in time steps
   */
  public int delay(int segment) {
    return delay[segment];
  }

  /**
   * First synapse of a segment in a partition.
   *
   * @param segment which segment
   * @param partition which partition; the next one for one past the last synapse
   * @return its index
   */
  public int first(int segment, int partition) {
    return first[segment * partitions() + partition];
  }

  /**
   * First post-synaptic neuron of a partition.
   *
   * @param partition which; the next one for one past the last neuron
   * @return its index
   */
  public int cut(int partition) {
    return cut[partition];
  }

  /**
   * The partition of a post-synaptic neuron.
   *
   * @param postNeuron which neuron
   * @return its partition
   */
  public int partition(int postNeuron) {
    int p = 0;
    while (postNeuron >= cut[p + 1]) {
      p++;
    }
    return p;
  }

  /**
   * Runs work on every partition.
   *
   * @param parallel the threads; not used where there is little to do
   * @param synapses about how many are changed
   * @param task what is done with a partition
   */
  public void forEachPartition(Parallel parallel, long synapses, Parallel.Task task) {
    if (synapses >= Tuning.SHARED_SPARSE_CHANGES) {
      parallel.forEach(partitions(), task);
      return;
    }
    for (int p = 0; p < partitions(); p++) {
      task.run(p, 0);
    }
  }

  /**
   * A number that tells these segments from others.
   *
   * @param targets the neurons that synapses end at
   * @return a checksum
   */
  public int checksum(int[] targets) {
    return new ArrayChecksum().add(firstOf).add(first).add(cut).add(targets).add(delay).value();
  }

  /**
   * The memory in use, that of the rows left out.
   *
   * @return bytes
   */
  public long bytes() {
    return 4L * (firstOf.length + first.length + cut.length) + 2L * delay.length;
  }
}
