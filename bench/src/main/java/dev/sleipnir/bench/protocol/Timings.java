package dev.sleipnir.bench.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** The seconds that runs of the same work took. */
public final class Timings {
  private static final double NANO = 1e-9;

  private final double[] ascending;

  /**
   * Timings.
   *
   * @param seconds at least one
   */
  Timings(double... seconds) {
    ascending = seconds.clone();
    Arrays.sort(ascending);
  }

  /**
   * Runs work and times it.
   *
   * @param repeats how often
   * @param work does it once and returns the seconds that count
   * @return the seconds of the runs that count
   */
  static Timings of(Repeats repeats, DoubleSupplier work) {
    for (int r = 0; r < repeats.warmUp(); r++) {
      work.getAsDouble();
    }
    double[] seconds = new double[repeats.runs()];
    for (int r = 0; r < seconds.length; r++) {
      seconds[r] = work.getAsDouble();
    }
    return new Timings(seconds);
  }

  /** Seconds since a {@link System#nanoTime}. */
  static double since(long start) {
    return (System.nanoTime() - start) * NANO;
  }

  double best() {
    return ascending[0];
  }

  double median() {
    int middle = ascending.length / 2;
    return ascending.length % 2 == 1
        ? ascending[middle]
        : (ascending[middle - 1] + ascending[middle]) / 2;
  }

  /** The least of these seconds that so many of them do not exceed: a nearest-rank quantile. */
  double quantile(double part) {
    int rank = (int) Math.ceil(part * ascending.length);
    return ascending[Math.clamp(rank - 1, 0, ascending.length - 1)];
  }

  double longest() {
    return ascending[ascending.length - 1];
  }

  /** Adds median, best and throughput to the figures of a benchmark. */
  void addTo(Map<String, Object> figures, String rate, double workOfRun) {
    figures.put("seconds", median());
    figures.put("best_seconds", best());
    figures.put("runs", ascending.length);
    figures.put(rate, workOfRun / median());
  }
}
