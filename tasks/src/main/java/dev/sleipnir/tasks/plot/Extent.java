package dev.sleipnir.tasks.plot;

/**
 * From where to where an axis goes.
 *
 * @param low its lower end
 * @param high its upper end, above the lower one unless nothing was added yet
 */
record Extent(double low, double high) {
  static final Extent NONE = new Extent(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  static Extent of(double... values) {
    Extent extent = NONE;
    for (double value : values) {
      if (Double.isFinite(value)) {
        extent = new Extent(Math.min(extent.low, value), Math.max(extent.high, value));
      }
    }
    return extent;
  }

  Extent and(Extent other) {
    return new Extent(Math.min(low, other.low), Math.max(high, other.high));
  }

  boolean isEmpty() {
    return low > high;
  }

  double length() {
    return high - low;
  }

  /** Whether its ends are the same, for all that a label could tell. */
  boolean isPoint() {
    return length() <= 1e-9 * Math.max(Math.abs(low), Math.abs(high)) || length() == 0;
  }

  /** With room at both ends, a fraction of the length; what begins near 0 begins there. */
  Extent padded(double fraction) {
    if (isEmpty()) {
      return new Extent(0, 1);
    }
    if (isPoint()) {
      double scale = Math.max(Math.abs(low), Math.abs(high));
      double half = scale == 0 ? 1 : scale / 2;
      return new Extent(low - half, high + half);
    }
    double room = fraction * length();
    boolean fromZero = low > 0 && low < high / 4;
    boolean toZero = high < 0 && high > low / 4;
    return new Extent(fromZero ? 0 : low - room, toZero ? 0 : high + room);
  }

  /** The same of a logarithmic axis. */
  Extent paddedLog(double fraction) {
    if (isEmpty()) {
      return new Extent(1, 10);
    }
    double from = Math.log10(low);
    double to = Math.log10(high);
    double room = to - from < 1e-9 ? 0.5 : fraction * (to - from);
    return new Extent(Math.pow(10, from - room), Math.pow(10, to + room));
  }
}
