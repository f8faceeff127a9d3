package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;

/**
 * The distance of Victor and Purpura (1996) between two trains of spikes: what it costs to make one
 * of the other. To remove a spike or to add one costs 1, to move one costs so much for each unit of
 * time. Without a cost of moving, trains differ by their numbers of spikes; with a large one, by
 * all spikes that are not at the same time.
 */
public final class VictorPurpura {
  private VictorPurpura() {}

  /**
   * The distance.
   *
   * @param a times of one train, in order
   * @param b times of the other, in order
   * @param cost what it costs to move a spike by one unit of time, at least 0; may be infinite
   * @return at least 0
   * @throws IllegalArgumentException if times are not in order or not finite, or the cost is
   *     negative
   */
  public static double distance(double[] a, double[] b, double cost) {
    Trains.require("a", a);
    Trains.require("b", b);
    if (!(cost >= 0)) {
      throw new IllegalArgumentException("cost: expected a number >= 0, got " + cost);
    }
    // Of the first i spikes of a and the first j of b, row by row (Sellers's algorithm).
    double[] row = new double[b.length + 1];
    for (int j = 0; j <= b.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length; i++) {
      double diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length; j++) {
        double apart = Math.abs(a[i - 1] - b[j - 1]);
        double moved = diagonal + (apart == 0 ? 0 : cost * apart);
        diagonal = row[j];
        row[j] = Math.min(moved, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length];
  }

  /**
   * The distances between all neurons' trains.
   *
   * @param trains spikes of some neurons
   * @param cost what it costs to move a spike by one unit of time, at least 0
   * @return [neuron, neuron], symmetric
   */
  public static double[][] distances(SpikeTrains trains, double cost) {
    Require.notNegative("cost", cost);
    return Pairs.symmetric(trains, (a, b) -> distance(a, b, cost));
  }
}
