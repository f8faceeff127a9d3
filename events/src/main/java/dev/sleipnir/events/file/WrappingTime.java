package dev.sleipnir.events.file;

import java.io.IOException;

/**
 * Upper bits of times as writers of EVT need them: a reader takes a fall by so much for a wrap, so
 * wraps in which no event lies are written by words of their own.
 */
abstract class WrappingTime {
  /** More words for one gap are not meant. */
  private static final long MOST_WRAPS = 1 << 18;

  private final int shift;
  private final int bits;
  private final int leastFall;
  private long wraps;
  private int high;
  private boolean isKnown;

  /**
   * Starts at 0.
   *
   * @param shift how many lower bits there are
   * @param bits how many upper ones
   * @param leastFall a fall of the upper bits by that or more is a wrap
   */
  WrappingTime(int shift, int bits, int leastFall) {
    this.shift = shift;
    this.bits = bits;
    this.leastFall = leastFall;
  }

  /** Writes upper bits. */
  abstract void put(int high) throws IOException;

  /** Writes what lets a reader have the upper bits of a time. Says whether they are others. */
  final boolean to(long t) throws IOException {
    long whole = t >> shift;
    if (isKnown && whole == (wraps << bits | high)) {
      return false;
    }
    long target = whole >>> bits;
    int to = (int) whole & (1 << bits) - 1;
    if (t < 0) {
      throw Encoder.refused("expected times of 0 or more, got " + t);
    }
    if (target < wraps || (target == wraps && isKnown && high - to >= leastFall)) {
      throw Encoder.refused(
          "expected times that go back by less than "
              + ((long) leastFall << shift)
              + " us, got "
              + t
              + " after "
              + ((wraps << bits | high) << shift));
    }
    if (target - wraps > MOST_WRAPS) {
      throw Encoder.refused(
          "expected times of less than "
              + (MOST_WRAPS << (bits + shift))
              + " us more than the ones before, got "
              + t);
    }
    while (wraps < target) {
      if (high < leastFall) {
        set((1 << bits) - 1);
      }
      set(0);
      wraps++;
    }
    if (!isKnown || high != to) {
      set(to);
    }
    return true;
  }

  private void set(int to) throws IOException {
    put(to);
    high = to;
    isKnown = true;
  }
}
