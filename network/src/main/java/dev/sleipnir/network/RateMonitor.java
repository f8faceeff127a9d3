package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.Arrays;

/** The rate of a population: spikes per neuron and time, in bins. */
public final class RateMonitor implements Monitor {
  private final Population population;
  private final long stepsOfBin;
  private final double dt;
  private long[] counts = new long[256];
  private long first = -1;
  private int bins;
  private long left;

  RateMonitor(Population population, long stepsOfBin, double dt) {
    this.population = population;
    this.stepsOfBin = stepsOfBin;
    this.dt = dt;
  }

  @Override
  public void spikes(long step) {
    if (first < 0) {
      first = step;
    }
    if (left == 0) {
      if (bins == counts.length) {
        counts = Arrays.copyOf(counts, Math.max(256, 2 * bins));
      }
      counts[bins++] = 0;
      left = stepsOfBin;
    }
    counts[bins - 1] += population.spiking().spikeCount();
    left--;
  }

  @Override
  public void state(State state) {
    long[] noted = state.longs("counts", Arrays.copyOf(counts, bins));
    long began = state.number("first step", first, -1, Long.MAX_VALUE);
    long missing =
        state.number("steps left of the bin", left, 0, noted.length == 0 ? 0 : stepsOfBin);
    state.restore(
        () -> {
          counts = noted;
          bins = noted.length;
          first = began;
          left = missing;
        });
  }

  @Override
  public String toString() {
    return "rate of " + population.name() + " in bins of " + stepsOfBin + " steps";
  }

  /**
   * The rate in each bin that is over.
   *
   * @return spikes per neuron and unit of time
   */
  public double[] rates() {
    int over = left == 0 ? bins : bins - 1;
    double[] rates = new double[Math.max(0, over)];
    for (int b = 0; b < rates.length; b++) {
      rates[b] = counts[b] / (population.size() * stepsOfBin * dt);
    }
    return rates;
  }

  /**
   * How many spikes there were in each bin that is over.
   *
   * @return the counts
   */
  public long[] counts() {
    return Arrays.copyOf(counts, rates().length);
  }
}
