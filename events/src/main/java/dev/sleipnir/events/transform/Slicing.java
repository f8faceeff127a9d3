package dev.sleipnir.events.transform;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.require.Require;

/**
 * How a recording is cut into parts, of which each becomes a frame: by time, by count, or into so
 * many parts. As Tonic's {@code ToFrame} defines them: what is left over at the end is no slice,
 * unless {@link #withIncomplete} says so.
 *
 * <pre>{@code
 * Slices slices = Slicing.time(10_000).overlap(5_000).of(recording);
 * }</pre>
 */
public final class Slicing {
  private static final int MOST = 1 << 24;

  private enum Kind {
    TIME,
    COUNT,
    TIME_BINS,
    EVENT_BINS,
    STEPS
  }

  private final Kind kind;
  private final long size;
  private final int bins;
  private final double overlap;
  private final boolean incomplete;

  private Slicing(Kind kind, long size, int bins, double overlap, boolean incomplete) {
    this.kind = kind;
    this.size = size;
    this.bins = bins;
    this.overlap = overlap;
    this.incomplete = incomplete;
  }

  /**
   * Windows of time, the first of which starts with the first event.
   *
   * @param micros length of a window in microseconds, at least 1
   * @return the slicing
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Slicing time(long micros) {
    Require.atLeast("window", 1, micros);
    return new Slicing(Kind.TIME, micros, 0, 0, false);
  }

  /**
   * So many events each.
   *
   * @param events of a slice, at least 1; a recording that is shorter is one slice
   * @return the slicing
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Slicing count(int events) {
    Require.atLeast("events", 1, events);
    return new Slicing(Kind.COUNT, events, 0, 0, false);
  }

  /**
   * So many windows of the same time. They are whole microseconds long: what is left over, and the
   * last event, is no slice.
   *
   * @param bins how many, at least 1
   * @return the slicing
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Slicing timeBins(int bins) {
    return bins(Kind.TIME_BINS, bins);
  }

  /**
   * So many parts of the same number of events; what is left over is no slice.
   *
   * @param bins how many, at least 1
   * @return the slicing
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Slicing eventBins(int bins) {
    return bins(Kind.EVENT_BINS, bins);
  }

  private static Slicing bins(Kind kind, int bins) {
    Require.atLeast("bins", 1, bins);
    return new Slicing(kind, 0, bins, 0, false);
  }

  /**
   * So many windows of a length from the first event on, whatever the recording's own length: all
   * recordings have the same number of steps.
   *
   * @param micros length of a window in microseconds, at least 1
   * @param steps how many, at least 1
   * @return the slicing
   * @throws IllegalArgumentException if a number is less than 1
   */
  public static Slicing steps(long micros, int steps) {
    Require.atLeast("window", 1, micros);
    Require.atLeast("steps", 1, steps);
    return new Slicing(Kind.STEPS, micros, steps, 0, false);
  }

  /**
   * The same with slices that share events with the next.
   *
   * @param shared of windows of time microseconds, of counts events, less than a slice has; of bins
   *     a share in [0, 1): bins then are longer by it, and begin (1 - share) of their length apart
   * @return the slicing
   * @throws IllegalArgumentException if it is out of range, or these are steps
   */
  public Slicing overlap(double shared) {
    boolean share = kind == Kind.TIME_BINS || kind == Kind.EVENT_BINS;
    double end = share ? 1 : size;
    if (!(shared >= 0 && shared < end) || (!share && shared != Math.rint(shared))) {
      throw new IllegalArgumentException(
          "overlap: expected "
              + (share ? "a number" : "a whole number")
              + " in [0, "
              + (share ? "1" : String.valueOf(size))
              + "), got "
              + shared);
    }
    if (kind == Kind.STEPS) {
      throw new IllegalArgumentException("overlap: expected none of steps, got " + shared);
    }
    return new Slicing(kind, size, bins, shared, incomplete);
  }

  /**
   * The same, with one more slice where windows or counts leave something over.
   *
   * @return the slicing
   * @throws IllegalStateException if these are bins or steps
   */
  public Slicing withIncomplete() {
    if (kind != Kind.TIME && kind != Kind.COUNT) {
      throw new IllegalStateException(
          "incomplete: expected windows of time or counts, got " + this);
    }
    return new Slicing(kind, size, bins, overlap, true);
  }

  /**
   * Cuts a recording.
   *
   * @param recording events in the order of their time
   * @return the slices, at least one; of a recording without events they are empty
   * @throws IllegalArgumentException if times go back, or there would be more than 2<sup>24</sup>
   *     slices
   */
  public Slices of(Events recording) {
    requireOrder(recording);
    int count = recording.size();
    long first = count == 0 ? 0 : recording.t(0);
    long last = count == 0 ? 0 : recording.t(count - 1);
    return switch (kind) {
      case TIME -> {
        long stride = size - (long) overlap;
        yield windows(
            recording, most(last - first - size, stride), first, (double) stride, (double) size);
      }
      case STEPS -> windows(recording, bins, first, (double) size, (double) size);
      case TIME_BINS -> {
        long micros = (last - first) / bins;
        double window = (double) micros * (1 + overlap);
        yield windows(recording, bins, first, window * (1 - overlap), window);
      }
      case COUNT -> {
        long window = Math.min(size, count);
        long stride = size - (long) overlap;
        yield parts(count, most(count - window, stride), stride, window);
      }
      case EVENT_BINS -> {
        int each = count / bins;
        long window = (long) (each * (1 + overlap));
        yield parts(count, bins, (long) (window * (1 - overlap)), window);
      }
    };
  }

  private static void requireOrder(Events recording) {
    long[] t = recording.t();
    for (int i = 1; i < recording.size(); i++) {
      if (t[i] < t[i - 1]) {
        throw new IllegalArgumentException(
            "events: expected times that never go back (EventTransform.sort() puts them in order),"
                + " got "
                + t[i]
                + " after "
                + t[i - 1]
                + " at event "
                + i);
      }
    }
  }

  /** How many windows there are where so much is left behind the first. */
  private int most(long rest, long stride) {
    long more = incomplete ? Math.ceilDiv(rest, stride) : Math.floorDiv(rest, stride);
    long slices = Math.max(1, more + 1);
    if (slices > MOST) {
      throw new IllegalArgumentException(
          "slices: expected at most " + MOST + ", got " + slices + " of " + this);
    }
    return (int) slices;
  }

  private static Slices windows(
      Events recording, int slices, long first, double stride, double window) {
    Slices all = new Slices(slices);
    for (int s = 0; s < slices; s++) {
      double start = first + s * stride;
      all.set(s, firstNotBefore(recording, start), firstNotBefore(recording, start + window));
    }
    return all;
  }

  /** {@return the first event at that time or later} */
  private static int firstNotBefore(Events recording, double time) {
    long[] t = recording.t();
    int low = 0;
    int high = recording.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (t[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static Slices parts(int count, int slices, long stride, long window) {
    Slices all = new Slices(slices);
    for (int s = 0; s < slices; s++) {
      all.set(s, (int) Math.min(count, s * stride), (int) Math.min(count, s * stride + window));
    }
    return all;
  }

  /** What is cut, such as {@code windows of 10000 us}. */
  @Override
  public String toString() {
    String what =
        switch (kind) {
          case TIME -> "windows of " + size + " us";
          case COUNT -> size + " events each";
          case TIME_BINS -> bins + " bins of time";
          case EVENT_BINS -> bins + " bins of events";
          case STEPS -> bins + " steps of " + size + " us";
        };
    return what + (overlap == 0 ? "" : ", overlap " + overlap) + (incomplete ? ", all" : "");
  }
}
