package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The rate of a population, or of some of its neurons: spikes per neuron and time, in bins. */
public final class RateMonitor implements Monitor {
  private final Watched watched;
  private final long stepsOfBin;
  private final double dt;
  private long[] counts = new long[256];
  private int bins;

  /** The first step of the first bin. */
  private long from;

  private long left;

  RateMonitor(Watched watched, long stepsOfBin, double dt) {
    this.watched = watched;
    this.stepsOfBin = stepsOfBin;
    this.dt = dt;
  }

  @Override
  public void spikes(long step) {
    if (left == 0) {
      if (bins == counts.length) {
        counts = Arrays.copyOf(counts, Math.max(256, 2 * bins));
      }
      from = bins == 0 ? step : from;
      counts[bins++] = 0;
      left = stepsOfBin;
    }
    watched.look();
    counts[bins - 1] += watched.count();
    left--;
  }

  @Override
  public void state(State state) {
    long[] noted = state.longs("counts", Arrays.copyOf(counts, bins));
    watched.state(state);
    long began = state.number("first step", from, 0, Long.MAX_VALUE);
    long missing =
        state.number("steps left of the bin", left, 0, noted.length == 0 ? 0 : stepsOfBin);
    state.restore(
        () -> {
          counts = noted;
          bins = noted.length;
          from = began;
          left = missing;
        });
  }

  @Override
  public String toString() {
    return "rate of " + watched + " in bins of " + stepsOfBin + " steps";
  }

  /**
   * When the bins that are over begin.
   *
   * @return for each its first step
   */
  public long[] steps() {
    long[] steps = new long[over()];
    Arrays.setAll(steps, b -> from + b * stepsOfBin);
    return steps;
  }

  /**
   * When the bins that are over begin.
   *
   * @return for each the time
   */
  public double[] times() {
    return Steps.times(steps(), dt);
  }

  /**
   * Writes the bins that are over: {@code step} and {@code time} of their beginning, {@code rate},
   * {@code count}.
   *
   * @param file where: a name that ends in {@code .csv}, {@code .npz} or {@code .h5}
   * @throws IOException if it cannot be written; the message names the file
   */
  public void write(Path file) throws IOException {
    Steps.columns(steps(), dt)
        .with("rate", rates())
        .with("count", counts())
        .say("dt", dt)
        .say("bin", stepsOfBin * dt)
        .write(file);
  }

  private int over() {
    return Math.max(0, left == 0 ? bins : bins - 1);
  }

  /**
   * The rate in each bin that is over.
   *
   * @return spikes per neuron and unit of time
   */
  public double[] rates() {
    double[] rates = new double[over()];
    for (int b = 0; b < rates.length; b++) {
      rates[b] = counts[b] / (watched.size() * stepsOfBin * dt);
    }
    return rates;
  }

  /**
   * How many spikes there were in each bin that is over.
   *
   * @return the counts
   */
  public long[] counts() {
    return Arrays.copyOf(counts, over());
  }
}
