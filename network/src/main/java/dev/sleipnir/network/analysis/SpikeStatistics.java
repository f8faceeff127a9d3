package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;

/**
 * Statistics of recorded spikes within their window of time. Times are in the unit of the time
 * step. They are computed by the classes that also keep them while a network runs.
 */
public final class SpikeStatistics {
  private final SpikeTrains trains;

  /**
   * The statistics of some spikes.
   *
   * @param trains the spikes
   * @throws IllegalArgumentException if no step is in their window
   */
  public SpikeStatistics(SpikeTrains trains) {
    Require.atLeast("steps of the window", 1, trains.to() - trains.from());
    this.trains = trains;
  }

  /**
   * Spikes per neuron and unit of time.
   *
   * @return the rate
   */
  public double rate() {
    return trains.count() / (trains.size() * trains.duration());
  }

  /**
   * Statistics of the intervals between spikes of a neuron.
   *
   * @return those of each neuron
   */
  public IntervalStatistics intervals() {
    var statistics = new IntervalStatistics(trains.size(), trains.dt());
    long[] steps = trains.steps();
    int[] neurons = trains.neurons();
    for (int s = 0; s < steps.length; s++) {
      statistics.spike(neurons[s], steps[s]);
    }
    return statistics;
  }

  /**
   * Statistics of the number of spikes in windows of time.
   *
   * @param window how long each is, rounded to whole steps; what is left at the end does not count
   * @param sample neurons whose pairs are correlated; none, for no pairs
   * @return those of each neuron, of all, and of the pairs
   * @throws IllegalArgumentException if there is no such neuron, or one comes twice
   */
  public CountStatistics counts(double window, int... sample) {
    long of = stepsOf(window);
    var statistics = new CountStatistics(trains.size(), of * trains.dt(), sample);
    long[] steps = trains.steps();
    int[] neurons = trains.neurons();
    int s = 0;
    for (long end = trains.from() + of; end <= trains.to(); end += of) {
      for (; s < steps.length && steps[s] < end; s++) {
        statistics.spike(neurons[s]);
      }
      statistics.endWindow();
    }
    return statistics;
  }

  /**
   * Spikes in bins of time.
   *
   * @param bin the length of a bin, rounded to whole steps
   * @return all neurons' spikes in each bin that fits the window
   */
  public double[] binned(double bin) {
    long of = stepsOf(bin);
    double[] counts = new double[(int) ((trains.to() - trains.from()) / of)];
    for (long step : trains.steps()) {
      int b = (int) ((step - trains.from()) / of);
      if (b < counts.length) {
        counts[b]++;
      }
    }
    return counts;
  }

  private long stepsOf(double time) {
    Require.positive("bin", time);
    return Math.max(1, Math.round(time / trains.dt()));
  }

  /**
   * The power spectrum of the number of all neurons' spikes in bins of time.
   *
   * @param bin the length of a bin, rounded to whole steps
   * @param length the length of a window, in bins
   * @return the spectrum
   * @throws IllegalArgumentException if the window of time is shorter
   */
  public PowerSpectrum spectrum(double bin, int length) {
    double[] counts = binned(bin);
    if (length < 2 || length > counts.length) {
      throw new IllegalArgumentException(
          "length: expected 2 to " + counts.length + " bins, got " + length);
    }
    var spectrum = new PowerSpectrum(stepsOf(bin) * trains.dt(), length);
    for (double count : counts) {
      spectrum.add(count);
    }
    return spectrum;
  }
}
