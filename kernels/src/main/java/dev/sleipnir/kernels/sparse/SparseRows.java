package dev.sleipnir.kernels.sparse;

import dev.sleipnir.kernels.require.Require;

/**
 * Which synapses there are: rows of pre-synaptic neurons (compressed sparse rows), each with its
 * delays in ascending order and, for each delay, its post-synaptic neurons in ascending order. Two
 * neurons may have several synapses. The arrays are shared, not copied, and must not change.
 */
public final class SparseRows {
  private final int post;
  private final int[] rowStart;
  private final int[] target;
  private final char[] delay;

  /**
   * Rows from their arrays.
   *
   * @param post number of post-synaptic neurons, at least 1
   * @param rowStart [pre + 1]; first synapse of each pre-synaptic neuron, then their number
   * @param target for each synapse its post-synaptic neuron
   * @param delay for each synapse its delay in time steps
   * @throws IllegalArgumentException if lengths do not fit together, a neuron does not exist, or
   *     synapses are not in order
   */
  public SparseRows(int post, int[] rowStart, int[] target, char[] delay) {
    Require.positive("post", post);
    Require.positive("pre", rowStart.length - 1);
    if (delay.length != target.length) {
      throw new IllegalArgumentException(
          "delays: expected " + target.length + " values, got " + delay.length);
    }
    int pre = rowStart.length - 1;
    if (rowStart[0] != 0 || rowStart[pre] != target.length) {
      throw new IllegalArgumentException(
          "row starts: expected 0 to "
              + target.length
              + ", got "
              + rowStart[0]
              + " to "
              + rowStart[pre]);
    }
    for (int i = 0; i < pre; i++) {
      if (rowStart[i + 1] < rowStart[i] || rowStart[i + 1] > target.length) {
        throw new IllegalArgumentException(
            "row starts: expected "
                + rowStart[i]
                + " to "
                + target.length
                + ", got "
                + rowStart[i + 1]
                + " at "
                + (i + 1));
      }
      checkRow(post, target, delay, rowStart[i], rowStart[i + 1]);
    }
    this.post = post;
    this.rowStart = rowStart;
    this.target = target;
    this.delay = delay;
  }

  private static void checkRow(int post, int[] target, char[] delay, int from, int to) {
    for (int s = from; s < to; s++) {
      if (target[s] < 0 || target[s] >= post) {
        throw new IllegalArgumentException(
            "post-synaptic neurons: expected 0 to "
                + (post - 1)
                + ", got "
                + target[s]
                + " at synapse "
                + s);
      }
      if (s > from
          && (delay[s] < delay[s - 1] || (delay[s] == delay[s - 1] && target[s] < target[s - 1]))) {
        throw new IllegalArgumentException(
            "synapses: expected each row in order of delay and post-synaptic neuron, got delay "
                + (int) delay[s]
                + ", neuron "
                + target[s]
                + " at synapse "
                + s);
      }
    }
  }

  /**
   * Number of pre-synaptic neurons.
   *
   * @return at least 1
   */
  public int pre() {
    return rowStart.length - 1;
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
    return target.length;
  }

  /**
   * First synapse of a pre-synaptic neuron.
   *
   * @param neuron 0 to pre; pre for the number of synapses
   * @return its index
   */
  public int rowStart(int neuron) {
    return rowStart[neuron];
  }

  /**
   * Where a synapse ends.
   *
   * @param synapse which
   * @return its post-synaptic neuron
   */
  public int target(int synapse) {
    return target[synapse];
  }

  /**
   * How long a spike takes to a synapse.
   *
   * @param synapse which
   * @return its delay in time steps
   */
  public int delay(int synapse) {
    return delay[synapse];
  }

  /**
   * Where all synapses end.
   *
   * @return for each synapse its post-synaptic neuron; the array itself, not to be changed
   */
  public int[] targets() {
    return target;
  }
}
