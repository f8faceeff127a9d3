package dev.sleipnir.kernels.sparse;

import dev.sleipnir.kernels.parallel.Parallel;

/** How many synapses there are, by part and neuron that sends: the first of two passes. */
public final class SynapseCount {
  /** Pairs of neurons that are worth a part. */
  private static final long PAIRS = 1 << 20;

  private static final int MOST_PARTS = 64;

  /** Counts of parts and neurons that are kept, at most. */
  private static final int MOST_COUNTS = 1 << 24;

  private static final int MOST_SYNAPSES = Integer.MAX_VALUE - 8;

  private final int pre;
  private final int post;
  private final SynapseParts synapses;
  private final Parallel parallel;
  private int[][] counts;
  private final long[] signatures;
  private final int[] first;

  /**
   * Counts.
   *
   * @param pre number of neurons that send, at least 1
   * @param post number of neurons that receive, at least 1
   * @param synapses which there are
   * @param parallel the threads
   * @throws IllegalArgumentException if a neuron does not exist, or there are too many synapses
   */
  public SynapseCount(int pre, int post, SynapseParts synapses, Parallel parallel) {
    this.pre = pre;
    this.post = post;
    this.synapses = synapses;
    this.parallel = parallel;
    int parts =
        Math.clamp((long) pre * post / PAIRS, 1, Math.clamp(MOST_COUNTS / pre, 1, MOST_PARTS));
    counts = new int[parts][];
    signatures = new long[parts];
    first = new int[parts + 1];
    long[] sizes = new long[parts];
    parallel.forEach(
        parts,
        (part, _) -> {
          var counter = new Counter();
          synapses.visit(part, parts, counter);
          counts[part] = counter.ofNeuron;
          sizes[part] = counter.size;
          signatures[part] = counter.signature;
        });
    long size = 0;
    for (int part = 0; part < parts; part++) {
      size += sizes[part];
      if (size > MOST_SYNAPSES) {
        throw new IllegalArgumentException(
            "synapses: expected at most " + MOST_SYNAPSES + " of a projection, got " + size);
      }
      first[part + 1] = (int) size;
    }
  }

  /**
   * Number of synapses.
   *
   * @return at least 0
   */
  public int size() {
    return first[first.length - 1];
  }

  /** Number of neurons that receive. */
  int post() {
    return post;
  }

  /** The threads. */
  Parallel parallel() {
    return parallel;
  }

  /** The first synapse of each neuron in rows, then their number. */
  int[] rowStart() {
    int[] start = new int[pre + 1];
    for (int i = 0; i < pre; i++) {
      start[i + 1] = start[i];
      for (int[] part : counts) {
        start[i + 1] += part[i];
      }
    }
    return start;
  }

  /**
   * For each part and neuron the place of its first synapse in rows. Gives the counts up, which are
   * as large.
   */
  int[][] places(int[] rowStart) {
    int[][] places = counts;
    counts = new int[0][];
    for (int i = 0; i < pre; i++) {
      int place = rowStart[i];
      for (int[] part : places) {
        int count = part[i];
        part[i] = place;
        place += count;
      }
    }
    return places;
  }

  /** What the second pass does with a synapse. */
  @FunctionalInterface
  interface Use {
    void use(int part, int synapse, int pre, int post);
  }

  /**
   * Goes through all synapses again, by several threads.
   *
   * @param use sees part, index and neurons
   * @throws IllegalStateException if they are not those that were counted
   */
  void forEach(Use use) {
    parallel.forEach(
        signatures.length,
        (part, _) -> {
          var again = new Again(part, use);
          synapses.visit(part, signatures.length, again);
          if (again.next != first[part + 1] || again.signature != signatures[part]) {
            throw changed();
          }
        });
  }

  /** Sees a synapse. */
  @FunctionalInterface
  public interface Listed {
    /**
     * Sees a synapse, in the thread of its part.
     *
     * @param synapse its index
     * @param pre the neuron that sends
     * @param post the neuron that receives
     */
    void see(int synapse, int pre, int post);
  }

  /**
   * Goes through all synapses again, by several threads.
   *
   * @param seen sees them
   * @throws IllegalStateException if they are not those that were counted
   */
  public void list(Listed seen) {
    forEach((_, synapse, i, j) -> seen.see(synapse, i, j));
  }

  static IllegalStateException changed() {
    return new IllegalStateException(
        "connectivity: expected the same synapses each time it is asked, got others");
  }

  private long next(long signature, int i, int j) {
    return signature * 0x9E3779B97F4A7C15L + (long) i * post + j + 1;
  }

  private final class Counter implements SynapseParts.Visitor {
    private final int[] ofNeuron = new int[pre];
    private long size;
    private long signature;

    @Override
    public void add(int i, int j) {
      if (i < 0 || i >= pre || j < 0 || j >= post) {
        throw new IllegalArgumentException(
            "expected neurons from 0 to "
                + (pre - 1)
                + " and from 0 to "
                + (post - 1)
                + ", got "
                + i
                + " to "
                + j);
      }
      ofNeuron[i]++;
      size++;
      signature = next(signature, i, j);
    }
  }

  private final class Again implements SynapseParts.Visitor {
    private final int part;
    private final Use use;
    private int next;
    private long signature;

    Again(int part, Use use) {
      this.part = part;
      this.use = use;
      next = first[part];
    }

    @Override
    public void add(int i, int j) {
      if (next == first[part + 1] || i < 0 || i >= pre || j < 0 || j >= post) {
        throw changed();
      }
      signature = next(signature, i, j);
      use.use(part, next++, i, j);
    }
  }
}
