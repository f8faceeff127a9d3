package dev.sleipnir.kernels.plasticity;

/** How the traces of one side decay over a time step and jump at a spike. */
public final class TraceConstants {
  private final double[] factors;
  private final float[] jumps;
  private final boolean nearest;

  TraceConstants(double[] factors, float[] jumps, Pairing pairing) {
    this.factors = factors;
    this.jumps = jumps;
    nearest = pairing == Pairing.NEAREST;
  }

  /**
   * Number of traces.
   *
   * @return of one neuron
   */
  public int count() {
    return factors.length;
  }

  /** What a time step multiplies a trace by. */
  double factor(int trace) {
    return factors[trace];
  }

  /** The trace after a spike that finds it at a value. */
  float jumped(int trace, float value) {
    return nearest ? jumps[trace] : value + jumps[trace];
  }

  /**
   * Lets traces decay for one time step.
   *
   * @param traces for each trace its value at every neuron, updated
   */
  public void decay(float[][] traces) {
    for (int k = 0; k < factors.length; k++) {
      TraceDecay.run(traces[k], 0, traces[k].length, factors[k]);
    }
  }

  /**
   * Lets traces jump where there are spikes.
   *
   * @param traces for each trace its value at every neuron, updated
   * @param spikes the neurons that spike
   * @param count how many
   */
  public void jump(float[][] traces, int[] spikes, int count) {
    for (int k = 0; k < factors.length; k++) {
      float[] trace = traces[k];
      float jump = jumps[k];
      for (int s = 0; s < count; s++) {
        trace[spikes[s]] = nearest ? jump : trace[spikes[s]] + jump;
      }
    }
  }
}
