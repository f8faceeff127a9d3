package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;

/** How many numbers are in each of some bins of equal width: of intervals, of weights. */
public final class Histogram {
  private final double low;
  private final double high;
  private final long[] counts;

  private Histogram(double low, double high, long[] counts) {
    this.low = low;
    this.high = high;
    this.counts = counts;
  }

  /**
   * Counts numbers.
   *
   * @param values the numbers
   * @param low where the first bin begins
   * @param high where the last bin ends, itself included
   * @param bins how many bins, at least 1
   * @return the counts; numbers outside of all bins, and NaN, are left out
   * @throws IllegalArgumentException unless low is below high, both are finite, and there are bins
   */
  public static Histogram of(double[] values, double low, double high, int bins) {
    Histogram histogram = empty(low, high, bins);
    for (double value : values) {
      histogram.count(value);
    }
    return histogram;
  }

  /**
   * Counts numbers.
   *
   * @param values the numbers
   * @param low where the first bin begins
   * @param high where the last bin ends, itself included
   * @param bins how many bins, at least 1
   * @return the counts; numbers outside of all bins, and NaN, are left out
   * @throws IllegalArgumentException unless low is below high, both are finite, and there are bins
   */
  public static Histogram of(float[] values, double low, double high, int bins) {
    Histogram histogram = empty(low, high, bins);
    for (float value : values) {
      histogram.count(value);
    }
    return histogram;
  }

  /**
   * A histogram that has been counted.
   *
   * @param low where the first bin begins
   * @param high where the last bin ends
   * @param counts for each bin how many numbers are in it
   * @return the same
   * @throws IllegalArgumentException unless low is below high, both are finite, and there are bins
   */
  public static Histogram ofCounts(double low, double high, long... counts) {
    Histogram histogram = empty(low, high, counts.length);
    System.arraycopy(counts, 0, histogram.counts, 0, counts.length);
    return histogram;
  }

  private static Histogram empty(double low, double high, int bins) {
    Require.positive("bins", bins);
    if (!(low < high && Double.isFinite(high - low))) {
      throw new IllegalArgumentException(
          "histogram: expected a lower end below the upper one, got " + low + " to " + high);
    }
    return new Histogram(low, high, new long[bins]);
  }

  private void count(double value) {
    if (value >= low && value <= high) {
      int bin = (int) ((value - low) / (high - low) * counts.length);
      counts[Math.min(bin, counts.length - 1)]++;
    }
  }

  /**
   * How many numbers are in each bin.
   *
   * @return a copy
   */
  public long[] counts() {
    return counts.clone();
  }

  /**
   * Where bins begin and end.
   *
   * @return one more than bins
   */
  public double[] edges() {
    double[] edges = new double[counts.length + 1];
    for (int k = 0; k < edges.length; k++) {
      edges[k] = low + (high - low) * k / counts.length;
    }
    return edges;
  }
}
