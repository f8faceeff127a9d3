package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.network.SpikeStatistics;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a population has done since the beginning, times in ms; null where there is too little to
 * tell.
 *
 * @param neurons how many
 * @param spikes how many in all
 * @param rate spikes per neuron and second
 * @param meanInterval mean interval between spikes of a neuron [ms]
 * @param cvOfIntervals mean over neurons with at least 5 spikes of the intervals' coefficient of
 *     variation
 * @param correlation mean correlation of the spike counts in bins of 5 ms, of pairs of 100 neurons
 */
record Activity(
    int neurons,
    long spikes,
    double rate,
    @Nullable Double meanInterval,
    @Nullable Double cvOfIntervals,
    @Nullable Double correlation) {
  private static final int FEWEST_SPIKES = 5;
  private static final int CORRELATED = 100;
  private static final double BIN = 5;

  static Activity of(Network net, Population population, SpikeMonitor spikes) {
    int size = population.size();
    if (net.step() == 0) {
      return new Activity(size, 0, 0, null, null, null);
    }
    var of = new SpikeStatistics(spikes.steps(), spikes.neurons(), size, net.dt(), 0, net.step());
    int sample = Math.min(size, CORRELATED);
    int[] which = IntStream.range(0, sample).map(k -> (int) ((long) k * size / sample)).toArray();
    boolean isLong = net.time() >= 2 * BIN;
    return new Activity(
        size,
        spikes.count(),
        1000 * of.rate(),
        known(of.meanInterval()),
        known(SpikeStatistics.mean(of.cvOfIntervals(FEWEST_SPIKES))),
        isLong ? known(SpikeStatistics.mean(of.correlations(which, BIN))) : null);
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
