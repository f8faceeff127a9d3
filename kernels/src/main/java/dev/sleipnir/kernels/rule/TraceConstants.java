package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Kind;

/** How the traces of one side decay over a time step and jump at a spike. */
final class TraceConstants {
  private final double[] factors;
  private final float[] values;
  private final Kind[] kinds;

  TraceConstants(double[] factors, float[] values, Kind[] kinds) {
    this.factors = factors;
    this.values = values;
    this.kinds = kinds;
  }

  /** Number of traces of one neuron. */
  int count() {
    return factors.length;
  }

  /** What a time step multiplies a trace by. */
  double factor(int trace) {
    return factors[trace];
  }

  /** The trace after a spike that finds it at a value. */
  float jumped(int trace, float value) {
    return kinds[trace] == Kind.SET ? values[trace] : value + values[trace];
  }

  /** How far a trace goes towards 0, or what it follows, in a time step: from 0 to 1. */
  float gain(int k) {
    return (float) (1 - factors[k]);
  }

  /**
   * Lets traces jump where there are spikes.
   *
   * @param traces for each trace its value at every neuron, updated
   * @param spikes the neurons that spike
   * @param from first of them
   * @param to one past the last
   */
  void jump(float[][] traces, int[] spikes, int from, int to) {
    for (int k = 0; k < factors.length; k++) {
      float[] trace = traces[k];
      float value = values[k];
      switch (kinds[k]) {
        case JUMP -> {
          for (int s = from; s < to; s++) {
            trace[spikes[s]] += value;
          }
        }
        case SET -> {
          for (int s = from; s < to; s++) {
            trace[spikes[s]] = value;
          }
        }
        case FOLLOW -> {}
      }
    }
  }
}
