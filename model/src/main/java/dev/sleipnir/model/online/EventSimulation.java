package dev.sleipnir.model.online;

import dev.sleipnir.model.tensor.Parameter;
import java.util.Arrays;

/** LIF neurons between events: their state at one time, and when each would fire. */
final class EventSimulation {
  private final EventNeuron neuron;
  private final double[] v;
  private final double[] i;
  private final double[] fires;
  private double now;

  /** Neurons at rest at time 0. */
  EventSimulation(EventNeuron neuron, int size) {
    this.neuron = neuron;
    v = new double[size];
    i = new double[size];
    fires = new double[size];
    Arrays.fill(fires, Double.POSITIVE_INFINITY);
  }

  /** The neuron that fires first if nothing arrives, the first of equals. */
  int nextToFire() {
    int first = 0;
    for (int m = 1; m < fires.length; m++) {
      if (fires[m] < fires[first]) {
        first = m;
      }
    }
    return first;
  }

  /** When a neuron fires if nothing arrives, infinite if it does not. */
  double firesAt(int m) {
    return fires[m];
  }

  double now() {
    return now;
  }

  double current(int m) {
    return i[m];
  }

  void advance(double time) {
    double s = time - now;
    double a = neuron.membrane(s);
    double b = neuron.synapse(s);
    double c = neuron.response(s);
    for (int m = 0; m < v.length; m++) {
      v[m] = v[m] * a + i[m] * c;
      i[m] *= b;
    }
    now = time;
  }

  /** A neuron has fired. */
  void reset(int m) {
    v[m] = 0;
    fires[m] = now + neuron.crossing(0, i[m]);
  }

  /**
   * A spike arrives at all neurons: column {@code from} of the weights.
   *
   * @throws ArithmeticException if one of these weights is not finite: the neuron would fall silent
   */
  void receive(Parameter weight, int from) {
    float[] weights = weight.data();
    int columns = weights.length / v.length;
    for (int m = 0; m < v.length; m++) {
      float w = weights[m * columns + from];
      if (!Float.isFinite(w)) {
        throw new ArithmeticException(
            "parameter "
                + weight
                + ": expected finite weights, got "
                + w
                + " at ["
                + m
                + ", "
                + from
                + "]");
      }
      i[m] += w;
      fires[m] = now + neuron.crossing(v[m], i[m]);
    }
  }
}
