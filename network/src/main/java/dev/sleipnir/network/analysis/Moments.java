package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;

/**
 * Means and variances of numbers that come one after another, at some places, each by itself: of
 * the intervals of each neuron, for instance. In constant memory (Welford 1962). Variances are
 * those of the numbers themselves: divided by how many they are.
 */
public final class Moments {
  private final long[] count;
  private final double[] mean;

  /** Sums of squared distances from the mean. */
  private final double[] squares;

  /**
   * No numbers yet.
   *
   * @param places how many places, at least 1
   */
  public Moments(int places) {
    Require.positive("places", places);
    count = new long[places];
    mean = new double[places];
    squares = new double[places];
  }

  /**
   * Those of some numbers.
   *
   * @param values the numbers
   * @return moments of one place
   */
  public static Moments of(double... values) {
    var moments = new Moments(1);
    for (double value : values) {
      moments.add(0, value);
    }
    return moments;
  }

  /**
   * Takes a number in.
   *
   * @param place its place
   * @param value the number
   */
  public void add(int place, double value) {
    double distance = value - mean[place];
    mean[place] += distance / ++count[place];
    squares[place] += distance * (value - mean[place]);
  }

  /**
   * How many numbers there were.
   *
   * @param place which place
   * @return at least 0
   */
  public long count(int place) {
    return count[place];
  }

  /**
   * Their mean.
   *
   * @param place which place
   * @return NaN if there were none
   */
  public double mean(int place) {
    return count[place] == 0 ? Double.NaN : mean[place];
  }

  /**
   * The mean at the only place.
   *
   * @return NaN of no numbers
   */
  public double mean() {
    return mean(0);
  }

  /**
   * Their standard deviation, by division by their number.
   *
   * @param place which place
   * @return NaN if there were none
   */
  public double deviation(int place) {
    return Math.sqrt(squares[place] / count[place]);
  }

  /**
   * The standard deviation at the only place, by division by how many numbers there were.
   *
   * @return NaN of no numbers
   */
  public double deviation() {
    return deviation(0);
  }

  /**
   * Tells what has been taken in so far, or takes it back.
   *
   * @param state a snapshot's
   */
  public void state(State state) {
    state.carry("count", count);
    state.carry("mean", mean);
    state.carry("squares", squares);
  }
}
