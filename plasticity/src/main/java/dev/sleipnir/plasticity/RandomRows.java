package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.random.RandomStream;
import org.jspecify.annotations.Nullable;

/** Draws which neurons are connected; each neuron has a random stream of its own. */
final class RandomRows {
  private RandomRows() {}

  /** Each pair with the same probability; fills the row starts, and returns the targets. */
  static int[] withProbability(int[] rowStart, int post, double probability, RandomStream random) {
    double expected = probability * (rowStart.length - 1) * post;
    synapses((long) (expected - 10 * Math.sqrt(expected))); // refuses at once what cannot fit
    long size = 0;
    for (int i = 0; i < rowStart.length - 1; i++) {
      size += row(random.split(i), post, probability, null, 0);
      rowStart[i + 1] = synapses(size);
    }
    int[] targets = new int[(int) size];
    for (int i = 0; i < rowStart.length - 1; i++) {
      row(random.split(i), post, probability, targets, rowStart[i]);
    }
    return targets;
  }

  /** Draws a row, and stores it if there is an array for it; returns its length. */
  private static int row(
      RandomStream random, int post, double probability, int @Nullable [] targets, int at) {
    if (probability == 0) {
      return 0;
    }
    // The distances between targets are geometric.
    double logOfNone = StrictMath.log1p(-probability);
    int count = 0;
    for (double j = distance(random, logOfNone); j < post; j += 1 + distance(random, logOfNone)) {
      if (targets != null) {
        targets[at + count] = (int) j;
      }
      count++;
    }
    return count;
  }

  private static double distance(RandomStream random, double logOfNone) {
    // More digits than a float has: rows may be long and probabilities small.
    double uniform = random.nextFloat() + random.nextFloat() * 0x1p-24;
    return Math.floor(StrictMath.log1p(-uniform) / logOfNone);
  }

  /**
   * Each post-synaptic neuron with as many different pre-synaptic ones; fills the row starts, and
   * returns the targets.
   */
  static int[] withInDegree(int[] rowStart, int post, int inDegree, RandomStream all) {
    int pre = rowStart.length - 1;
    int[] sources = new int[synapses((long) post * inDegree)];
    int[] candidates = new int[pre];
    for (int i = 0; i < pre; i++) {
      candidates[i] = i;
    }
    for (int j = 0; j < post; j++) {
      RandomStream random = all.split(j);
      for (int k = 0; k < inDegree; k++) {
        int other = k + random.nextInt(pre - k);
        int source = candidates[other];
        candidates[other] = candidates[k];
        candidates[k] = source;
        sources[j * inDegree + k] = source;
      }
    }
    for (int source : sources) {
      rowStart[source + 1]++;
    }
    SparseOrder.sum(rowStart);
    int[] next = rowStart.clone();
    int[] targets = new int[sources.length];
    for (int s = 0; s < sources.length; s++) {
      targets[next[sources[s]]++] = s / inDegree;
    }
    return targets;
  }

  private static int synapses(long count) {
    if (count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "synapses: expected at most " + (Integer.MAX_VALUE - 8) + ", got " + count);
    }
    return (int) count;
  }
}
