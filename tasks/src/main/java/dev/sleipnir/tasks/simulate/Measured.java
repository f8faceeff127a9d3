package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.network.analysis.IntervalStatistics;
import dev.sleipnir.network.analysis.Moments;
import dev.sleipnir.network.analysis.SpikeStatistics;
import dev.sleipnir.network.analysis.SpikeTrains;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The statistics of one run of a network, by their names in the reference. */
final class Measured {
  private static final int CORRELATED = 200;
  private static final int FEWEST_SPIKES = 5;
  private static final double ABOVE_HZ = 6;
  private static final double RESOLUTION_HZ = 2;

  private Measured() {}

  /** Runs for a transient and a window [ms], in which spikes count. */
  static Map<String, Double> of(
      KnownNetwork network,
      int neurons,
      long seed,
      double transientMs,
      double windowMs,
      Parallel parallel) {
    KnownNetwork.Built built = network.build(neurons, seed, parallel);
    built.net().run(transientMs);
    SpikeMonitor ofE = built.net().record(built.e()).spikes();
    SpikeMonitor ofI = built.net().record(built.i()).spikes();
    long from = built.net().step();
    built.net().run(windowMs);
    long to = built.net().step();
    int excitatory = built.e().size();
    var e = statistics(ofE.steps(), ofE.neurons(), excitatory, from, to);
    var i = statistics(ofI.steps(), ofI.neurons(), built.i().size(), from, to);
    var all =
        statistics(
            IntStream.range(0, 2)
                .mapToObj(side -> side == 0 ? ofE.steps() : ofI.steps())
                .flatMapToLong(Arrays::stream)
                .toArray(),
            IntStream.concat(
                    IntStream.of(ofE.neurons()),
                    IntStream.of(ofI.neurons()).map(j -> j + excitatory))
                .toArray(),
            neurons,
            from,
            to);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("rate_exc", 1000 * e.rate());
    values.put("rate_inh", 1000 * i.rate());
    values.put("rate_all", 1000 * all.rate());
    double[] cv = all.cvOfIntervals(FEWEST_SPIKES);
    values.put("cv_isi_neurons", (double) cv.length);
    values.put("cv_isi_mean", SpikeStatistics.mean(cv));
    values.put("cv_isi_sd", SpikeStatistics.deviation(cv));
    values.put("isi_mean_ms", all.meanInterval());
    int[] which =
        IntStream.range(0, CORRELATED)
            .map(k -> (int) ((long) k * (excitatory - 1) / (CORRELATED - 1)))
            .toArray();
    double[] correlations = e.correlations(which, 5);
    values.put("corr_mean", SpikeStatistics.mean(correlations));
    values.put("corr_sd", SpikeStatistics.deviation(correlations));
    // n neurons have n (n - 1) / 2 pairs.
    values.put("corr_neurons", (1 + Math.sqrt(1 + 8.0 * correlations.length)) / 2);
    spectrum(all, values);
    double[] counts = all.counts(1);
    values.put(
        "population_rate_cv_1ms", SpikeStatistics.deviation(counts) / SpikeStatistics.mean(counts));
    return values;
  }

  private static SpikeStatistics statistics(
      long[] steps, int[] neurons, int size, long from, long to) {
    return new SpikeStatistics(steps, neurons, size, KnownNetwork.DT, from, to);
  }

  private static void spectrum(SpikeStatistics all, Map<String, Double> values) {
    double[] power = all.spectrum(0.5, 1000);
    int first = (int) (ABOVE_HZ / RESOLUTION_HZ) + 1;
    int best = first;
    double sum = 0;
    for (int f = first; f < power.length; f++) {
      best = power[f] > power[best] ? f : best;
      sum += power[f];
    }
    values.put("dominating_frequency_hz", best * RESOLUTION_HZ);
    values.put("peak_over_mean_power", power[best] * (power.length - first) / sum);
  }
}
