package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.tasks.plot.Panel;
import dev.sleipnir.tasks.plot.Plot;
import dev.sleipnir.tasks.plot.Raster;
import dev.sleipnir.tasks.plot.Time;
import java.util.Arrays;
import java.util.Map;
import java.util.SequencedMap;

/** The spikes of the last half second, of some neurons of each population, and all rates. */
final class ActivityPicture {
  private static final double LONGEST = 500;
  private static final int ROWS = 600;

  /** A column of the raster [ms]. */
  private static final double COLUMN = 0.5;

  /** A point of the rates [ms]. */
  private static final double BIN = 5;

  private ActivityPicture() {}

  /** Populations from below; times are in ms. */
  static Panel of(String title, Network net, SequencedMap<Population, SpikeMonitor> spikes) {
    double length = Math.min(LONGEST, net.time());
    long from = net.step() - Math.round(length / net.dt());
    int columns = (int) Math.max(1, Math.ceil(length / COLUMN - 1e-9));
    int bins = (int) Math.max(1, Math.floor(length / BIN + 1e-9));
    int neurons = spikes.keySet().stream().mapToInt(Population::size).sum();
    int nth = Math.ceilDiv(neurons, ROWS);
    int rows = spikes.keySet().stream().mapToInt(each -> Math.ceilDiv(each.size(), nth)).sum();
    float[][] raster = new float[columns][rows];
    double[] centres = new double[bins];
    Arrays.setAll(centres, k -> (k + 0.5) * Math.min(BIN, length));
    Plot rates = new Plot("", "time [ms]", "rate [Hz]");
    int below = 0;
    for (Map.Entry<Population, SpikeMonitor> entry : spikes.entrySet()) {
      Population population = entry.getKey();
      double[] rate = new double[bins];
      long[] steps = entry.getValue().steps();
      int[] whose = entry.getValue().neurons();
      for (int s = first(steps, from); s < steps.length; s++) {
        double at = (steps[s] - from) * net.dt();
        if (whose[s] % nth == 0) {
          raster[(int) Math.min(columns - 1, at / COLUMN)][below + whose[s] / nth] = 1;
        }
        int bin = (int) (at / BIN);
        if (bin < bins) {
          rate[bin] += 1000 / (Math.min(BIN, length) * population.size());
        }
      }
      rates.line(population.name(), centres, rate);
      below += Math.ceilDiv(population.size(), nth);
    }
    String shown = String.join(", ", spikes.keySet().stream().map(Population::name).toList());
    String what = nth == 1 ? "neuron" : "every " + nth + "th neuron";
    return Raster.of(title + "; from below: " + shown, what, raster, Time.ms(COLUMN)).above(rates);
  }

  private static int first(long[] steps, long from) {
    int at = Arrays.binarySearch(steps, from);
    at = at < 0 ? -at - 1 : at;
    while (at > 0 && steps[at - 1] == from) {
      at--;
    }
    return at;
  }
}
