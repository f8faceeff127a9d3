package dev.sleipnir.network.analysis;

/** What distances between trains expect. */
final class Trains {
  private Trains() {}

  /** Times have to be finite and in order. */
  static void require(String name, double[] times) {
    for (int k = 0; k < times.length; k++) {
      if (!Double.isFinite(times[k]) || (k > 0 && times[k] < times[k - 1])) {
        throw new IllegalArgumentException(
            name + ": expected finite times in order, got " + times[k] + " at " + k);
      }
    }
  }

  /** The same, all of them in a window. */
  static void require(String name, double[] times, double from, double to) {
    require(name, times);
    if (!(from < to && Double.isFinite(to - from))) {
      throw new IllegalArgumentException(
          "window: expected a beginning before its end, got " + from + " to " + to);
    }
    if (times.length > 0 && (times[0] < from || times[times.length - 1] > to)) {
      throw new IllegalArgumentException(
          name
              + ": expected times from "
              + from
              + " to "
              + to
              + ", got "
              + times[0]
              + " to "
              + times[times.length - 1]);
    }
  }

  /**
   * The interval after so many spikes. At the borders it is the time to the border, or the nearest
   * interval of the train if that is longer; a train without spikes has one interval.
   */
  static double interval(double[] times, int passed, double from, double to) {
    int count = times.length;
    if (count == 0) {
      return to - from;
    }
    if (passed == 0) {
      double border = times[0] - from;
      return count > 1 ? Math.max(border, times[1] - times[0]) : border;
    }
    if (passed == count) {
      double border = to - times[count - 1];
      return count > 1 ? Math.max(border, times[count - 1] - times[count - 2]) : border;
    }
    return times[passed] - times[passed - 1];
  }
}
