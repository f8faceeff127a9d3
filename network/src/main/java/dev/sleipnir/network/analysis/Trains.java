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
}
