package dev.sleipnir.kernels.rule;

import java.util.Arrays;

/**
 * The post-synaptic spikes that some synapses have not seen yet, and the traces as of the last
 * spike. They decay when they are looked at.
 */
final class PostHistory {
  /** Places before a row's first spike, whose step is -1: whoever looks back so far finds none. */
  static final int MARGIN = 4;

  static final int ROW = 32;

  private final TraceConstants constants;
  private final DecayTable[] tables;
  private final boolean spikesFirst;

  /** Neuron to step of the last spike, -1 before the first. */
  final int[] last;

  /** Neuron to step of the last spike that all its synapses have seen, -1 before the first. */
  final int[] shown;

  /** Trace and neuron to value after that spike. */
  final float[][] values;

  /** Neuron to the place after its last spike before the current step. */
  final int[] end;

  /** Place to step of the spike, -1 for none. */
  final int[] steps;

  /** Trace and place to the value that weights see at the spike. */
  final float[][] seen;

  PostHistory(TraceConstants constants, DecayTable[] tables, TraceOrder order, int neurons) {
    this.constants = constants;
    this.tables = tables;
    spikesFirst = order == TraceOrder.SPIKES_FIRST;
    last = new int[neurons];
    Arrays.fill(last, -1);
    shown = last.clone();
    values = new float[tables.length][neurons];
    end = new int[neurons];
    steps = new int[Math.multiplyExact(neurons, ROW)];
    Arrays.fill(steps, -1);
    seen = new float[tables.length][steps.length];
    forget(0, neurons);
  }

  /** Whether a neuron's next spike would overwrite one. */
  boolean isFull(int neuron) {
    return end[neuron] == (neuron + 1) * ROW;
  }

  /** A neuron spikes in the current step, for the first time in it. */
  void spike(int neuron, int step) {
    int at = end[neuron];
    steps[at] = step;
    for (int k = 0; k < tables.length; k++) {
      float before = values[k][neuron] * tables[k].after(step - last[neuron]);
      float after = constants.jumped(k, before);
      values[k][neuron] = after;
      seen[k][at] = spikesFirst ? after : before;
    }
    last[neuron] = step;
  }

  /** The step in which a neuron spiked is over. */
  void settle(int neuron) {
    end[neuron]++;
  }

  /** Forgets spikes: all synapses of these neurons have seen them. */
  void forget(int from, int to) {
    for (int j = from; j < to; j++) {
      end[j] = j * ROW + MARGIN;
    }
    System.arraycopy(last, from, shown, from, to - from);
  }

  /** Forgets all spikes and traces. */
  void reset() {
    Arrays.fill(last, -1);
    Arrays.fill(steps, -1);
    for (int k = 0; k < values.length; k++) {
      Arrays.fill(values[k], 0);
      Arrays.fill(seen[k], 0);
    }
    forget(0, last.length);
  }

  /** Goes on from other spikes. */
  void set(SparseMemory memory) {
    System.arraycopy(memory.spikeSteps(), 0, last, 0, last.length);
    System.arraycopy(memory.shownSteps(), 0, shown, 0, shown.length);
    System.arraycopy(memory.historyEnds(), 0, end, 0, end.length);
    System.arraycopy(memory.historySteps(), 0, steps, 0, steps.length);
    for (int k = 0; k < values.length; k++) {
      System.arraycopy(memory.spikeTraces()[k], 0, values[k], 0, last.length);
      System.arraycopy(memory.historyTraces()[k], 0, seen[k], 0, steps.length);
    }
  }

  /** Counts steps from a later one; no spikes are remembered. */
  void rebase(int shift) {
    Rebase.run(last, values, tables, shift);
    System.arraycopy(last, 0, shown, 0, last.length);
    Arrays.fill(steps, -1);
  }

  long bytes() {
    return 4L * (1 + values.length) * (last.length + steps.length)
        + 4L * (end.length + shown.length);
  }
}
