package dev.sleipnir.plasticity;

/** Sorts synapses by counting: as many passes over them as there are keys, nothing boxed. */
final class SparseOrder {
  private SparseOrder() {}

  /**
   * The synapses in order of pre-synaptic neuron, delay and post-synaptic neuron; those that agree
   * in all keep their order.
   */
  static int[] of(int[] pre, int preCount, char[] delays, int[] post, int postCount) {
    int[] order = new int[pre.length];
    for (int s = 0; s < order.length; s++) {
      order[s] = s;
    }
    int[] other = new int[pre.length];
    sort(order, post, postCount, other);
    sort(other, delays, order);
    sort(order, pre, preCount, other);
    return other;
  }

  private static void sort(int[] from, int[] keys, int bound, int[] to) {
    int[] next = new int[bound + 1];
    for (int key : keys) {
      next[key + 1]++;
    }
    sum(next);
    for (int s : from) {
      to[next[keys[s]]++] = s;
    }
  }

  private static void sort(int[] from, char[] keys, int[] to) {
    int[] next = new int[Character.MAX_VALUE + 2];
    for (char key : keys) {
      next[key + 1]++;
    }
    sum(next);
    for (int s : from) {
      to[next[keys[s]]++] = s;
    }
  }

  /** From how many there are of each to where they begin. */
  static void sum(int[] counts) {
    for (int key = 1; key < counts.length; key++) {
      counts[key] += counts[key - 1];
    }
  }
}
