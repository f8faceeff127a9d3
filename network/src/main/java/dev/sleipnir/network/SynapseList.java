package dev.sleipnir.network;

import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.sparse.SynapseCount;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The synapses of a projection, in the order in which its connectivity gave them. */
final class SynapseList {
  /** For each synapse the neurons it connects. */
  final int[] pre;

  final int[] post;

  SynapseList(SynapseCount count) {
    pre = new int[count.size()];
    post = new int[count.size()];
    count.list(
        (synapse, i, j) -> {
          pre[synapse] = i;
          post[synapse] = j;
        });
  }

  int size() {
    return pre.length;
  }

  /**
   * Rows of the neurons whose spikes come in, each in order of delay and of the other neuron.
   *
   * @param order receives for each place in the rows the synapse
   */
  static SparseRows rows(int[] from, int neurons, int[] to, int others, int[] delays, int[] order) {
    int size = from.length;
    int[] byOther = sorted(null, to, others);
    int most = Arrays.stream(delays).max().orElse(0);
    int[] byDelay = delays.length == size && size > 1 ? sorted(byOther, delays, most + 1) : byOther;
    int[] byNeuron = sorted(byDelay, from, neurons);
    int[] start = new int[neurons + 1];
    for (int neuron : from) {
      start[neuron + 1]++;
    }
    for (int i = 0; i < neurons; i++) {
      start[i + 1] += start[i];
    }
    int[] target = new int[size];
    char[] delay = new char[size];
    for (int k = 0; k < size; k++) {
      order[k] = byNeuron[k];
      target[k] = to[order[k]];
      delay[k] = (char) delays[delays.length == 1 ? 0 : order[k]];
    }
    return new SparseRows(others, start, target, delay);
  }

  /** The same order, but by a key first. */
  private static int[] sorted(int @Nullable [] order, int[] key, int keys) {
    int[] next = new int[keys + 1];
    for (int value : key) {
      next[value + 1]++;
    }
    for (int k = 0; k < keys; k++) {
      next[k + 1] += next[k];
    }
    int[] sorted = new int[key.length];
    for (int k = 0; k < sorted.length; k++) {
      int synapse = order == null ? k : order[k];
      sorted[next[key[synapse]]++] = synapse;
    }
    return sorted;
  }
}
