package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;

/**
 * The distance of van Rossum (2001) between two trains of spikes. Each spike becomes an exponential
 * exp(-t / tau) from its time on; the distance is the root of the integral of the squared
 * difference, over tau. A spike more or less, far from all others, adds 1/2 to the squared
 * distance.
 */
public final class VanRossum {
  private VanRossum() {}

  /**
   * The distance, not squared.
   *
   * @param a times of one train, in order
   * @param b times of the other, in order
   * @param tau the time constant, positive
   * @return at least 0
   * @throws IllegalArgumentException if times are not in order or not finite, or the time constant
   *     is not positive
   */
  public static double distance(double[] a, double[] b, double tau) {
    Trains.require("a", a);
    Trains.require("b", b);
    Require.positive("tau", tau);
    // In the order of time, each spike with those before it: the integral of two exponentials of
    // distance d is exp(-d / tau) tau / 2. What is equal in both trains cancels exactly.
    double difference = 0; // of both exponentials now
    double squares = 0;
    double last = 0;
    int i = 0;
    int j = 0;
    while (i < a.length || j < b.length) {
      double now = Math.min(i < a.length ? a[i] : b[j], j < b.length ? b[j] : a[i]);
      int more = 0;
      for (; i < a.length && a[i] == now; i++) {
        more++;
      }
      for (; j < b.length && b[j] == now; j++) {
        more--;
      }
      difference *= Math.exp((last - now) / tau);
      squares += more * (more + 2 * difference);
      difference += more;
      last = now;
    }
    return Math.sqrt(Math.max(0, squares) / 2);
  }

  /**
   * The distances between all neurons' trains.
   *
   * @param trains spikes of some neurons
   * @param tau the time constant, positive
   * @return [neuron, neuron], symmetric
   * @throws IllegalArgumentException if the time constant is not positive
   */
  public static double[][] distances(SpikeTrains trains, double tau) {
    Require.positive("tau", tau);
    return Pairs.symmetric(trains, (a, b) -> distance(a, b, tau));
  }
}
