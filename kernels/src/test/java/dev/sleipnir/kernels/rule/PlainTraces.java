package dev.sleipnir.kernels.rule;

/** Traces of one side, in double precision, neuron by neuron. */
final class PlainTraces {
  private final double[] rates;
  private final double[] jumps;
  private final RuleSettings settings;
  private final double dt;
  final double[][] values;

  PlainTraces(double[] rates, double[] jumps, RuleSettings settings, double dt, int neurons) {
    this.rates = rates;
    this.jumps = jumps;
    this.settings = settings;
    this.dt = dt;
    values = new double[neurons][rates.length];
  }

  void decay() {
    for (double[] neuron : values) {
      for (int k = 0; k < rates.length; k++) {
        if (settings.jump() == TraceJump.EULER) {
          neuron[k] += dt * rates[k] * -neuron[k];
        } else {
          neuron[k] *= Math.exp(-dt * rates[k]);
        }
      }
    }
  }

  void jump(float[] z) {
    for (int n = 0; n < values.length; n++) {
      for (int k = 0; k < rates.length; k++) {
        double by = settings.jump() == TraceJump.EULER ? dt * rates[k] * jumps[k] : jumps[k];
        if (z[n] == 1) {
          values[n][k] = settings.pairing() == Pairing.NEAREST ? by : values[n][k] + by;
        }
      }
    }
  }
}
