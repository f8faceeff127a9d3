package dev.sleipnir.network.analysis;

/**
 * The ISI-distance (Kreuz et al. 2007): how much the intervals between spikes differ that two
 * trains have at the same time, |x - y| / max(x, y), averaged over time. It is 0 for equal trains
 * and below 1. Before the first spike and after the last, the interval is the time to the border,
 * or the nearest interval of the train if that is longer; a train without spikes has one interval.
 */
public final class IsiDistance {
  private IsiDistance() {}

  /**
   * The distance.
   *
   * @param a times of one train, in order
   * @param b times of the other, in order
   * @param from when the recording begins
   * @param to when it ends
   * @return from 0 to 1
   * @throws IllegalArgumentException if times are not in order or not in the recording
   */
  public static double distance(double[] a, double[] b, double from, double to) {
    Trains.require("a", a, from, to);
    Trains.require("b", b, from, to);
    double sum = 0;
    double now = from;
    int i = 0; // spikes that have passed
    int j = 0;
    while (now < to) {
      while (i < a.length && a[i] <= now) {
        i++;
      }
      while (j < b.length && b[j] <= now) {
        j++;
      }
      double next = Math.min(i < a.length ? a[i] : to, j < b.length ? b[j] : to);
      double x = Trains.interval(a, i, from, to);
      double y = Trains.interval(b, j, from, to);
      sum += (next - now) * Math.abs(x - y) / Math.max(x, y);
      now = next;
    }
    return sum / (to - from);
  }
}
