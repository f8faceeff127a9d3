package dev.sleipnir.events.file;

/**
 * The upper 28 bits of EVT 2's times, in units of 64 us. They wrap around every 2<sup>34</sup> us,
 * which shows as a fall by more than half of that; a smaller fall is a discrepancy of the
 * recording, and time goes back.
 */
final class TimeHigh {
  private static final int HALF = 1 << 27;

  private long wraps;
  private int high;
  private boolean isKnown;

  void set(int to) {
    if (isKnown && high - to > HALF) {
      wraps += 1L << 34;
    }
    high = to;
    isKnown = true;
  }

  /** Whether there was one: what comes before the first has no time, and is left out. */
  boolean isKnown() {
    return isKnown;
  }

  long time() {
    return wraps + ((long) high << 6);
  }
}
