package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/**
 * Statistics of the intervals between the spikes of each neuron, kept while spikes come, in
 * constant memory.
 *
 * <p>The coefficient of variation CV is the standard deviation over the mean. CV2 is the mean of 2
 * |b - a| / (a + b) over neighbouring intervals a, b (Holt et al. 1996), LV that of 3 (b - a)^2 /
 * (a + b)^2 (Shinomoto et al. 2003): both are hardly moved by rates that change slowly. All three
 * are 1 for a Poisson process, in the mean, and 0 for a clock.
 */
public final class IntervalStatistics {
  private final double dt;
  private final Moments intervals;
  private final Moments relative;
  private final Moments squared;
  private final long[] lastStep;

  /** The interval before; 0 if there was none. */
  private final long[] lastInterval;

  /** Spikes so far. */
  private final long[] count;

  /**
   * No spikes yet.
   *
   * @param neurons how many neurons, at least 1
   * @param dt the time step
   */
  public IntervalStatistics(int neurons, double dt) {
    Require.positive("time step", dt);
    this.dt = dt;
    intervals = new Moments(neurons);
    relative = new Moments(neurons);
    squared = new Moments(neurons);
    lastStep = new long[neurons];
    lastInterval = new long[neurons];
    count = new long[neurons];
  }

  /**
   * Takes a spike in.
   *
   * @param neuron whose it is
   * @param step its step, after that of the neuron's spike before
   */
  public void spike(int neuron, long step) {
    if (count[neuron]++ > 0) {
      long interval = step - lastStep[neuron];
      intervals.add(neuron, (double) interval);
      long before = lastInterval[neuron];
      if (before > 0) {
        double ratio = Math.abs(interval - before) / (double) (interval + before);
        relative.add(neuron, 2 * ratio);
        squared.add(neuron, 3 * ratio * ratio);
      }
      lastInterval[neuron] = interval;
    }
    lastStep[neuron] = step;
  }

  /**
   * How many spikes there were.
   *
   * @param neuron whose
   * @return at least 0
   */
  public long count(int neuron) {
    return count[neuron];
  }

  /**
   * The mean interval.
   *
   * @param neuron whose
   * @return a time; NaN before the second spike
   */
  public double mean(int neuron) {
    return intervals.mean(neuron) * dt;
  }

  /**
   * The mean over all intervals of all neurons.
   *
   * @return a time; NaN if there is none
   */
  public double mean() {
    double sum = 0;
    long all = 0;
    for (int i = 0; i < count.length; i++) {
      if (count[i] > 1) {
        sum += intervals.mean(i) * (count[i] - 1);
        all += count[i] - 1;
      }
    }
    return sum * dt / all;
  }

  /**
   * The coefficient of variation.
   *
   * @param neuron whose
   * @return at least 0; NaN before the second spike
   */
  public double cv(int neuron) {
    return intervals.deviation(neuron) / intervals.mean(neuron);
  }

  /**
   * The local coefficient of variation of Holt and others.
   *
   * @param neuron whose
   * @return from 0 to 2; NaN before the third spike
   */
  public double cv2(int neuron) {
    return relative.mean(neuron);
  }

  /**
   * The local variation of Shinomoto and others.
   *
   * @param neuron whose
   * @return from 0 to 3; NaN before the third spike
   */
  public double lv(int neuron) {
    return squared.mean(neuron);
  }

  /**
   * Coefficients of variation.
   *
   * @param fewest of neurons with so many spikes, at least 2
   * @return one for each such neuron
   * @throws IllegalArgumentException if they are fewer than 2
   */
  public double[] cvs(int fewest) {
    Require.atLeast("fewest spikes", 2, fewest);
    double[] all = new double[count.length];
    int found = 0;
    for (int i = 0; i < all.length; i++) {
      if (count[i] >= fewest) {
        all[found++] = cv(i);
      }
    }
    return Arrays.copyOf(all, found);
  }

  /**
   * Tells what has been taken in so far, or takes it back.
   *
   * @param state a snapshot's
   */
  public void state(State state) {
    intervals.state(state.part("intervals"));
    relative.state(state.part("CV2"));
    squared.state(state.part("LV"));
    state.carry("last step", lastStep);
    state.carry("last interval", lastInterval);
    state.carry("count", count);
  }
}
