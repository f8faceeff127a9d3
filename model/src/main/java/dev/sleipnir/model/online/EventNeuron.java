package dev.sleipnir.model.online;

import dev.sleipnir.kernels.require.Require;

/**
 * LIF neurons with exponential synaptic current, solved exactly between events (Wunderlich &amp;
 * Pehle 2021, table 1):
 *
 * <pre>
 * tau_mem dV/dt = -V + I,   tau_syn dI/dt = -I       between events
 * V = v_th from below: the neuron fires, and V = 0   reset
 * I = I + w                                          at a spike that arrives
 * </pre>
 *
 * <p>After a time s, V(s) = V a(s) + I c(s) and I(s) = I b(s) with a = exp(-s / tau_mem), b =
 * exp(-s / tau_syn) and c = (b - a) tau_syn / (tau_syn - tau_mem), which tends to a s / tau_mem
 * where the time constants come together.
 *
 * @param tauMem membrane time constant [s]
 * @param tauSyn synaptic time constant [s]
 * @param threshold v_th
 */
public record EventNeuron(double tauMem, double tauSyn, double threshold) {
  /** Newton steps until a crossing is found: each doubles the digits, from one side. */
  private static final int STEPS = 100;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public EventNeuron {
    Require.positive("tau_mem", tauMem);
    Require.positive("tau_syn", tauSyn);
    Require.positive("v_th", threshold);
  }

  /**
   * The paper's neurons: tau_mem 20 ms, tau_syn 5 ms, threshold 1.
   *
   * @return the neurons
   */
  public static EventNeuron standard() {
    return new EventNeuron(0.02, 0.005, 1);
  }

  /** a(s), what is left of a potential. */
  double membrane(double s) {
    return StrictMath.exp(-s / tauMem);
  }

  /** b(s), what is left of a current. */
  double synapse(double s) {
    return StrictMath.exp(-s / tauSyn);
  }

  /** c(s), the potential that a unit of current has made. */
  double response(double s) {
    double x = s * rateDifference();
    if (x == 0) {
      return membrane(s) * s / tauMem;
    }
    // (a - b) / x without cancellation, from the slower of the two exponentials.
    double difference =
        x > 0 ? membrane(s) * -StrictMath.expm1(-x) : synapse(s) * StrictMath.expm1(x);
    return difference * (s / tauMem / x);
  }

  private double rateDifference() {
    return 1 / tauSyn - 1 / tauMem;
  }

  /**
   * {@return when the potential is highest, from now on: time until then [s]; 0 if it is falling,
   * infinite if it rises for ever}
   */
  double peak(double v, double i) {
    if (i <= v) {
      return v >= 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    if (i <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double q = tauMem / tauSyn - 1;
    // I b = V, solved for exp(-s (1 / tau_syn - 1 / tau_mem)) - 1.
    double y = q * (v - i) / (i * (q + 1));
    if (y <= -1) {
      return Double.POSITIVE_INFINITY;
    }
    double rate = rateDifference();
    return rate == 0 ? tauMem * (i - v) / i : -StrictMath.log1p(y) / rate;
  }

  /**
   * {@return when the neuron fires if nothing arrives before: time until then [s], infinite if it
   * does not}
   */
  double crossing(double v, double i) {
    // The potential runs after the current, which only shrinks.
    if (i <= threshold) {
      return Double.POSITIVE_INFINITY;
    }
    if (v >= threshold) {
      return i > v ? 0 : Double.POSITIVE_INFINITY;
    }
    double peak = peak(v, i);
    double bound = Math.min(peak, Double.MAX_VALUE);
    if (!(potential(v, i, bound) > threshold)) {
      return Double.POSITIVE_INFINITY;
    }
    // On its way up the potential is concave, so that Newton's steps from below never go too far.
    double s = 0;
    for (int step = 0; step < STEPS; step++) {
      double u = potential(v, i, s);
      double slope = (i * synapse(s) - u) / tauMem;
      double next = Math.min(s + (threshold - u) / slope, bound);
      if (!(next > s)) {
        break;
      }
      s = next;
    }
    return s;
  }

  double potential(double v, double i, double s) {
    return v * membrane(s) + i * response(s);
  }
}
