package dev.sleipnir.kernels.plasticity;

/** Which neurons spike: the traces jump there. */
final class SpikeList {
  private final int[] spikes;
  private int count;

  SpikeList(int neurons) {
    spikes = new int[neurons];
  }

  /** Finds the spikes of a time step. */
  void find(float[] z) {
    int found = 0;
    for (int e = 0; e < spikes.length; e++) {
      if (z[e] > 0) {
        spikes[found++] = e;
      }
    }
    count = found;
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
