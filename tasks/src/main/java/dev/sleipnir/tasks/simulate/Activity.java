package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.analysis.CountStatistics;
import dev.sleipnir.network.analysis.IntervalStatistics;
import dev.sleipnir.network.analysis.Moments;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is known of a population since it began to run, in constant memory; times are in ms. */
final class Activity {
  private static final int FEWEST_SPIKES = 5;
  private static final int CORRELATED = 100;
  private static final double BIN = 5;

  private final int neurons;
  private final IntervalStatistics intervals;
  private final CountStatistics counts;

  Activity(Network net, Population population) {
    neurons = population.size();
    intervals = net.record(population).intervals();
    int sample = Math.min(neurons, CORRELATED);
    int[] which =
        IntStream.range(0, sample).map(k -> (int) ((long) k * neurons / sample)).toArray();
    counts = net.record(population).counts(BIN, which);
  }

  /**
   * Figures; null where there is too little to tell.
   *
   * @param neurons how many
   * @param spikes how many in all
   * @param rate spikes per neuron and second
   * @param meanInterval mean interval between spikes of a neuron [ms]
   * @param cvOfIntervals mean over neurons with at least 5 spikes of the intervals' coefficient of
   *     variation
   * @param correlation mean correlation of the spike counts in bins of 5 ms, of pairs of 100
   *     neurons
   */
  record Figures(
      int neurons,
      long spikes,
      double rate,
      @Nullable Double meanInterval,
      @Nullable Double cvOfIntervals,
      @Nullable Double correlation) {}

  Figures figures(double time) {
    long spikes = IntStream.range(0, neurons).mapToLong(intervals::count).sum();
    return new Figures(
        neurons,
        spikes,
        time > 0 ? 1000. * spikes / (neurons * time) : 0,
        known(intervals.mean()),
        known(Moments.of(intervals.cvs(FEWEST_SPIKES)).mean()),
        known(Moments.of(counts.correlations()).mean()));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
