package dev.sleipnir.kernels.plasticity;

import java.util.Arrays;

/**
 * The post-synaptic spikes that some synapses have not seen yet, and the traces as of the last
 * spike. They decay when they are looked at.
 */
final class PostHistory {
  /** A row's length as a power of two; its first place is no spike but step -1, which ends it. */
  static final int BITS = 5;

  private static final int ROW = 1 << BITS;

  private final TraceConstants constants;
  private final DecayTable[] tables;
  private final boolean spikesFirst;

  /** Neuron to step of the last spike, -1 before the first. */
  final int[] last;

  /** Trace and neuron to value after that spike. */
  final float[][] values;

  /** Neuron to number of spikes remembered. */
  final int[] count;

  /** Neuron and spike, from 1 on, to its step. */
  final int[] steps;

  /** Trace, neuron and spike to the value that weights see at it. */
  final float[][] seen;

  PostHistory(TraceConstants constants, DecayTable[] tables, TraceOrder order, int neurons) {
    this.constants = constants;
    this.tables = tables;
    spikesFirst = order == TraceOrder.SPIKES_FIRST;
    last = new int[neurons];
    Arrays.fill(last, -1);
    values = new float[tables.length][neurons];
    count = new int[neurons];
    steps = new int[Math.multiplyExact(neurons, ROW)];
    Arrays.fill(steps, -1);
    seen = new float[tables.length][steps.length];
  }

  /** Whether a neuron's next spike would overwrite one. */
  boolean isFull(int neuron) {
    return count[neuron] == ROW - 1;
  }

  /** A neuron spikes. */
  void spike(int neuron, int step) {
    int at = (neuron << BITS) + ++count[neuron];
    steps[at] = step;
    for (int k = 0; k < tables.length; k++) {
      float before = values[k][neuron] * tables[k].after(step - last[neuron]);
      float after = constants.jumped(k, before);
      values[k][neuron] = after;
      seen[k][at] = spikesFirst ? after : before;
    }
    last[neuron] = step;
  }

  /** Forgets spikes: all synapses of these neurons have seen them. */
  void forget(int from, int to) {
    Arrays.fill(count, from, to, 0);
  }

  /** Counts steps from a later one; no spikes are remembered. */
  void rebase(int shift) {
    Rebase.run(last, values, tables, shift);
    Arrays.fill(steps, -1);
  }

  long bytes() {
    return 4L * (1 + values.length) * (last.length + steps.length) + 4L * count.length;
  }
}
