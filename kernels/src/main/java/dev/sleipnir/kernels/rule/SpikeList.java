package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.spikes.Spikes;

/** Which neurons spike: the traces jump there. */
final class SpikeList {
  private final int[] spikes;
  private int count;

  SpikeList(int neurons) {
    spikes = new int[neurons];
  }

  /** Finds the spikes of a time step. */
  void find(float[] z) {
    count = Spikes.find(z, spikes.length, spikes);
  }

  int count() {
    return count;
  }

  int get(int s) {
    return spikes[s];
  }

  void jump(TraceConstants constants, float[][] traces) {
    constants.jump(traces, spikes, count);
  }
}
