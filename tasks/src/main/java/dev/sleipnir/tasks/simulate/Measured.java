package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.network.analysis.IntervalStatistics;
import dev.sleipnir.network.analysis.Moments;
import dev.sleipnir.network.analysis.SpikeStatistics;
import dev.sleipnir.network.analysis.SpikeTrains;
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
    BuiltNetwork built = network.build((double) neurons / network.neurons(), seed, parallel);
    Network net = built.net();
    net.run(transientMs);
    SpikeMonitor ofE = net.record(built.populations().getFirst()).spikes();
    SpikeMonitor ofI = net.record(built.populations().getLast()).spikes();
    net.run(windowMs);
    SpikeTrains both = SpikeTrains.together(ofE.trains(), ofI.trains());
    var e = new SpikeStatistics(ofE.trains());
    var i = new SpikeStatistics(ofI.trains());
    var all = new SpikeStatistics(both);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("rate_exc", 1000 * e.rate());
    values.put("rate_inh", 1000 * i.rate());
    values.put("rate_all", 1000 * all.rate());
    IntervalStatistics intervals = all.intervals();
    double[] cvs = intervals.cvs(FEWEST_SPIKES);
    Moments ofCvs = Moments.of(cvs);
    values.put("cv_isi_neurons", (double) cvs.length);
    values.put("cv_isi_mean", ofCvs.mean());
    values.put("cv_isi_sd", ofCvs.deviation());
    values.put("isi_mean_ms", intervals.mean());
    int excitatory = ofE.trains().size();
    int[] which =
        IntStream.range(0, CORRELATED)
            .map(k -> (int) ((long) k * (excitatory - 1) / (CORRELATED - 1)))
            .distinct()
            .toArray();
    double[] correlations = e.counts(5, which).correlations();
    Moments ofPairs = Moments.of(correlations);
    values.put("corr_mean", ofPairs.mean());
    values.put("corr_sd", ofPairs.deviation());
    // n neurons have n (n - 1) / 2 pairs.
    values.put("corr_neurons", (1 + Math.sqrt(1 + 8.0 * correlations.length)) / 2);
    spectrum(all, values);
    values.put("population_rate_cv_1ms", all.counts(1).populationCv());
    return values;
  }

  private static void spectrum(SpikeStatistics all, Map<String, Double> values) {
    double[] power = all.spectrum(0.5, 1000).power();
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
