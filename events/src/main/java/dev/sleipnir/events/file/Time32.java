package dev.sleipnir.events.file;

/**
 * Times of 32 bits, which wrap around every 71.6 minutes: a fall by more than half of that is such
 * a wrap.
 */
final class Time32 {
  private long time;

  /** The time that 32 bits mean, after another one. */
  static long after(long last, int bits) {
    long time = (last & ~0xFFFFFFFFL) | (bits & 0xFFFFFFFFL);
    return last - time > 1L << 31 ? time + (1L << 32) : time;
  }

  long next(int bits) {
    time = after(time, bits);
    return time;
  }

  long time() {
    return time;
  }

  void set(long time) {
    this.time = time;
  }
}
