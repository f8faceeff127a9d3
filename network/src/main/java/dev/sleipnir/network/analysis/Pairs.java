package dev.sleipnir.network.analysis;

/** A number for each pair of neurons. */
final class Pairs {
  private Pairs() {}

  /** What is computed of the times of two trains, the same in either order. */
  interface OfTwo {
    double of(double[] a, double[] b);
  }

  static double[][] symmetric(SpikeTrains trains, OfTwo number) {
    double[][] times = new double[trains.size()][];
    for (int i = 0; i < times.length; i++) {
      times[i] = trains.times(i);
    }
    double[][] all = new double[times.length][times.length];
    for (int i = 0; i < times.length; i++) {
      for (int j = 0; j <= i; j++) {
        all[i][j] = number.of(times[i], times[j]);
        all[j][i] = all[i][j];
      }
    }
    return all;
  }
}
