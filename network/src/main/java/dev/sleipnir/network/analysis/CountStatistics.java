package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/**
 * Statistics of how many spikes come in windows of time that follow one another, kept while spikes
 * come: of each neuron, of all together, and of pairs of some of them. Only whole numbers are
 * summed, so nothing is rounded while spikes come; memory is constant, a number for each pair.
 *
 * <p>Variances are divided by the number of windows.
 */
public final class CountStatistics {
  private final double window;
  private final int[] count;
  private final long[] sums;
  private final long[] squares;

  /** Who spiked in this window. */
  private final int[] active;

  private int activeCount;

  /** A neuron's place in the sample, or -1. */
  private final int[] placeOf;

  private final int[] sample;

  /** Sums of products: of places a and b below a, at a (a - 1) / 2 + b. */
  private final long[] products;

  private long windows;
  private long total;
  private long totalSquares;

  /**
   * No spikes yet.
   *
   * @param neurons how many neurons, at least 1
   * @param window how long a window is
   * @param sample neurons whose pairs are correlated; none, for no pairs
   * @throws IllegalArgumentException if there is no such neuron, or one comes twice
   */
  public CountStatistics(int neurons, double window, int... sample) {
    Require.positive("neurons", neurons);
    Require.positive("window", window);
    this.window = window;
    this.sample = sample.clone();
    count = new int[neurons];
    sums = new long[neurons];
    squares = new long[neurons];
    active = new int[neurons];
    placeOf = new int[neurons];
    Arrays.fill(placeOf, -1);
    for (int k = 0; k < sample.length; k++) {
      if (sample[k] < 0 || sample[k] >= neurons || placeOf[sample[k]] >= 0) {
        throw new IllegalArgumentException(
            "sample: expected different neurons from 0 to "
                + (neurons - 1)
                + ", got "
                + sample[k]
                + " at "
                + k);
      }
      placeOf[sample[k]] = k;
    }
    products = new long[Math.toIntExact((long) sample.length * (sample.length - 1) / 2)];
  }

  /**
   * Takes a spike of this window in.
   *
   * @param neuron whose it is
   */
  public void spike(int neuron) {
    if (count[neuron]++ == 0) {
      active[activeCount++] = neuron;
    }
  }

  /** Ends this window: what comes next is in the one after it. */
  public void endWindow() {
    long all = 0;
    for (int k = 0; k < activeCount; k++) {
      int neuron = active[k];
      long own = count[neuron];
      all += own;
      sums[neuron] += own;
      squares[neuron] += own * own;
      int a = placeOf[neuron];
      if (a < 0) {
        continue;
      }
      for (int other = 0; other < k; other++) {
        int b = placeOf[active[other]];
        if (b >= 0) {
          products[pair(a, b)] += own * count[active[other]];
        }
      }
    }
    for (int k = 0; k < activeCount; k++) {
      count[active[k]] = 0;
    }
    activeCount = 0;
    total += all;
    totalSquares += all * all;
    windows++;
  }

  private static int pair(int a, int b) {
    int larger = Math.max(a, b);
    return larger * (larger - 1) / 2 + Math.min(a, b);
  }

  /**
   * How many windows have ended.
   *
   * @return at least 0
   */
  public long windows() {
    return windows;
  }

  /**
   * The rate of a neuron.
   *
   * @param neuron which
   * @return spikes per unit of time, in the windows that have ended; NaN before the first
   */
  public double rate(int neuron) {
    return sums[neuron] / (windows * window);
  }

  /**
   * The rate of all.
   *
   * @return spikes per neuron and unit of time, in the windows that have ended; NaN before the
   *     first
   */
  public double rate() {
    return total / (windows * window * count.length);
  }

  /**
   * The Fano factor of a neuron: the variance of its counts over their mean. It is 1 for a Poisson
   * process and 0 for a clock.
   *
   * @param neuron which
   * @return at least 0; NaN if it was silent
   */
  public double fano(int neuron) {
    return variance(sums[neuron], squares[neuron]) / (sums[neuron] / (double) windows);
  }

  /**
   * The coefficient of variation of the number of spikes of all.
   *
   * @return at least 0; NaN if all were silent
   */
  public double populationCv() {
    return Math.sqrt(variance(total, totalSquares)) / (total / (double) windows);
  }

  /**
   * The synchrony chi: the standard deviation of the counts' mean over neurons, over the root of
   * the mean of the neurons' variances (Golomb 2007, with counts in place of potentials). It is 1
   * if all do the same, and 1 / sqrt(neurons) if they are independent.
   *
   * @return from 0 to 1; NaN if no count varies
   */
  public double synchrony() {
    double own = 0;
    for (int i = 0; i < sums.length; i++) {
      own += variance(sums[i], squares[i]);
    }
    double mean = variance(total, totalSquares) / ((double) sums.length * sums.length);
    return Math.sqrt(mean / (own / sums.length));
  }

  /**
   * Pearson's correlations of the counts of all pairs of the sample, without neurons whose count
   * never varies, silent ones for instance.
   *
   * @return one for each pair: of the second with the first, the third with the first and the
   *     second, and so on
   */
  public double[] correlations() {
    double[] all = new double[products.length];
    int found = 0;
    for (int a = 0; a < sample.length; a++) {
      double ofA = variance(sums[sample[a]], squares[sample[a]]);
      for (int b = 0; b < a && ofA > 0; b++) {
        double ofB = variance(sums[sample[b]], squares[sample[b]]);
        if (ofB > 0) {
          double covariance = covariance(sums[sample[a]], sums[sample[b]], products[pair(a, b)]);
          all[found++] = covariance / Math.sqrt(ofA * ofB);
        }
      }
    }
    return Arrays.copyOf(all, found);
  }

  private double variance(long sum, long ofSquares) {
    return covariance(sum, sum, ofSquares);
  }

  private double covariance(long a, long b, long product) {
    return (product - (double) a * b / windows) / windows;
  }

  /**
   * Tells what has been taken in so far, or takes it back.
   *
   * @param state a snapshot's
   */
  public void state(State state) {
    int neurons = count.length;
    state.require("sample", Arrays.toString(sample));
    int[] now = state.ints("active", Arrays.copyOf(active, activeCount), 0, neurons - 1);
    Require.atLeast("neurons", now.length, neurons);
    state.carry("count", count, 0, Integer.MAX_VALUE);
    state.carry("sums", sums);
    state.carry("squares", squares);
    state.carry("products", products);
    long ended = state.number("windows", windows, 0, Long.MAX_VALUE);
    long all = state.number("total", total, 0, Long.MAX_VALUE);
    long allSquares = state.number("total squares", totalSquares, 0, Long.MAX_VALUE);
    state.restore(
        () -> {
          System.arraycopy(now, 0, active, 0, now.length);
          activeCount = now.length;
          windows = ended;
          total = all;
          totalSquares = allSquares;
        });
  }
}
