package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.spikes.SpikeRows;

/** Which neurons of one side spike in a step, in ascending order: found once, from the bits. */
final class SpikeList {
  private final String name;
  private final int[] spikes;
  private int count;

  /**
   * A list.
   *
   * @param name what messages call the spikes
   * @param neurons number of neurons, those of all samples
   */
  SpikeList(String name, int neurons) {
    this.name = name;
    spikes = new int[neurons];
  }

  /**
   * Finds the spikes of a time step.
   *
   * @throws IllegalArgumentException if they are of more or fewer neurons
   */
  void find(SpikeRows z) {
    long neurons = (long) z.rows() * z.features();
    if (neurons != spikes.length) {
      throw new IllegalArgumentException(
          name + ": expected " + spikes.length + " neurons, got " + neurons);
    }
    count = z.list(spikes);
  }

  int count() {
    return count;
  }

  int get(int s) {
    return spikes[s];
  }

  /** The first spike of this neuron or a later one; {@link #count} if there is none. */
  int firstFrom(int neuron) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (spikes[middle] < neuron) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Writes a value where there are spikes. */
  void mark(float[] column, float value) {
    for (int s = 0; s < count; s++) {
      column[spikes[s]] = value;
    }
  }

  /** Lets the traces of the neurons that spike jump. */
  void jump(TraceConstants constants, float[][] traces) {
    constants.jump(traces, spikes, 0, count);
  }

  /** As {@link #jump(TraceConstants, float[][])}, of neurons {@code from} to {@code to - 1}. */
  void jump(TraceConstants constants, float[][] traces, int from, int to) {
    constants.jump(traces, spikes, firstFrom(from), firstFrom(to));
  }
}
