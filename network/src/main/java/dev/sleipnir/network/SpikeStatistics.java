package dev.sleipnir.network;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * Statistics of the spikes of some neurons within a window of time. Times are in the unit of the
 * time step.
 */
public final class SpikeStatistics {
  private final int neurons;
  private final double dt;
  private final long from;
  private final long steps;

  /** Of each neuron its first spike in {@link #step}, then their number. */
  private final int[] first;

  private final long[] step;

  /**
   * The spikes of a window.
   *
   * @param steps for each spike its step, in order
   * @param neuron for each spike the neuron
   * @param neurons how many neurons there are
   * @param dt the time step
   * @param from the window's first step
   * @param to one past its last
   * @throws IllegalArgumentException if there are not as many neurons as steps, or no step is in
   *     the window
   */
  public SpikeStatistics(long[] steps, int[] neuron, int neurons, double dt, long from, long to) {
    Require.length("neurons of spikes", steps.length, "as steps", neuron.length);
    Require.positive("neurons", neurons);
    Require.positive("time step", dt);
    Require.atLeast("steps of the window", 1, to - from);
    this.neurons = neurons;
    this.dt = dt;
    this.from = from;
    this.steps = to - from;
    first = new int[neurons + 1];
    for (int s = 0; s < steps.length; s++) {
      if (steps[s] >= from && steps[s] < to) {
        first[neuron[s] + 1]++;
      }
    }
    for (int i = 0; i < neurons; i++) {
      first[i + 1] += first[i];
    }
    step = new long[first[neurons]];
    int[] next = first.clone();
    for (int s = 0; s < steps.length; s++) {
      if (steps[s] >= from && steps[s] < to) {
        step[next[neuron[s]]++] = steps[s];
      }
    }
  }

  /**
   * Spikes per neuron and unit of time.
   *
   * @return the rate
   */
  public double rate() {
    return step.length / (neurons * steps * dt);
  }

  /**
   * Coefficients of variation of the intervals between the spikes of a neuron.
   *
   * @param fewest for neurons with so many spikes, at least 2
   * @return one for each such neuron
   */
  public double[] cvOfIntervals(int fewest) {
    Require.atLeast("fewest spikes", 2, fewest);
    double[] all = new double[neurons];
    int count = 0;
    for (int i = 0; i < neurons; i++) {
      int spikes = first[i + 1] - first[i];
      if (spikes >= fewest) {
        double[] intervals = new double[spikes - 1];
        for (int k = 0; k < intervals.length; k++) {
          intervals[k] = step[first[i] + k + 1] - step[first[i] + k];
        }
        all[count++] = deviation(intervals) / mean(intervals);
      }
    }
    return Arrays.copyOf(all, count);
  }

  /**
   * The mean of all intervals between spikes of a neuron.
   *
   * @return a time; NaN if there is none
   */
  public double meanInterval() {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < neurons; i++) {
      int spikes = first[i + 1] - first[i];
      if (spikes > 1) {
        sum += step[first[i + 1] - 1] - step[first[i]];
        count += spikes - 1;
      }
    }
    return sum * dt / count;
  }

  /**
   * Spikes in bins of time.
   *
   * @param bin the length of a bin, rounded to whole steps
   * @return all neurons' spikes in each bin that fits the window
   */
  public double[] counts(double bin) {
    long of = stepsOf(bin);
    double[] counts = new double[(int) (steps / of)];
    for (long s : step) {
      int b = (int) ((s - from) / of);
      if (b < counts.length) {
        counts[b]++;
      }
    }
    return counts;
  }

  private long stepsOf(double bin) {
    Require.positive("bin", bin);
    return Math.max(1, Math.round(bin / dt));
  }

  /**
   * Correlations of the numbers of spikes of pairs of neurons in bins of time (Pearson's).
   *
   * @param which the neurons; those silent in the window are left out
   * @param bin the length of a bin, rounded to whole steps
   * @return one for each pair
   */
  public double[] correlations(int[] which, double bin) {
    long of = stepsOf(bin);
    double[][] counts = new double[which.length][];
    int used = 0;
    for (int i : which) {
      if (first[i + 1] == first[i]) {
        continue;
      }
      double[] own = new double[(int) (steps / of)];
      for (int k = first[i]; k < first[i + 1]; k++) {
        int b = (int) ((step[k] - from) / of);
        if (b < own.length) {
          own[b]++;
        }
      }
      double mean = mean(own);
      double norm = deviation(own) * Math.sqrt(own.length);
      for (int b = 0; b < own.length; b++) {
        own[b] = (own[b] - mean) / norm;
      }
      counts[used++] = own;
    }
    double[] correlations = new double[used * (used - 1) / 2];
    int pair = 0;
    for (int a = 0; a < used; a++) {
      for (int b = 0; b < a; b++) {
        double sum = 0;
        for (int k = 0; k < counts[a].length; k++) {
          sum += counts[a][k] * counts[b][k];
        }
        correlations[pair++] = sum;
      }
    }
    return correlations;
  }

  /**
   * The power spectrum of the number of spikes in bins of time, by Welch's method: Hann windows
   * that overlap by half, the mean of each removed.
   *
   * @param bin the length of a bin, rounded to whole steps
   * @param length the length of a window, in bins
   * @return the power at each multiple of 1 / (bin length), up to half the rate of bins; in
   *     arbitrary units
   * @throws IllegalArgumentException if the window of time is shorter
   */
  public double[] spectrum(double bin, int length) {
    double[] counts = counts(bin);
    if (length < 2 || length > counts.length) {
      throw new IllegalArgumentException(
          "length: expected 2 to " + counts.length + " bins, got " + length);
    }
    double[] power = new double[length / 2 + 1];
    double[] cosine = new double[length];
    double[] sine = new double[length];
    for (int k = 0; k < length; k++) {
      cosine[k] = Math.cos(2 * Math.PI * k / length);
      sine[k] = Math.sin(2 * Math.PI * k / length);
    }
    for (int begin = 0; begin + length <= counts.length; begin += length / 2) {
      double[] part = Arrays.copyOfRange(counts, begin, begin + length);
      double mean = mean(part);
      for (int k = 0; k < length; k++) {
        part[k] = (part[k] - mean) * 0.5 * (1 - cosine[k]);
      }
      for (int f = 0; f < power.length; f++) {
        double real = 0;
        double imaginary = 0;
        for (int k = 0; k < length; k++) {
          int at = (int) ((long) f * k % length);
          real += part[k] * cosine[at];
          imaginary -= part[k] * sine[at];
        }
        boolean once = f == 0 || 2 * f == length;
        power[f] += (once ? 1 : 2) * (real * real + imaginary * imaginary);
      }
    }
    return power;
  }

  /**
   * The mean.
   *
   * @param values some numbers
   * @return their mean, NaN of none
   */
  public static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /**
   * The standard deviation, by division by their number.
   *
   * @param values some numbers
   * @return their standard deviation, NaN of none
   */
  public static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
  }
}
