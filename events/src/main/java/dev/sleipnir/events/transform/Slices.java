package dev.sleipnir.events.transform;

/** Parts of a recording, each a range of its events: what a {@link Slicing} makes. */
public final class Slices {
  private final int[] from;
  private final int[] to;

  Slices(int count) {
    from = new int[count];
    to = new int[count];
  }

  void set(int slice, int first, int end) {
    from[slice] = first;
    to[slice] = end;
  }

  /** {@return how many slices there are} */
  public int count() {
    return from.length;
  }

  /**
   * The first event of a slice.
   *
   * @param slice which, from 0
   * @return its index in the recording
   */
  public int from(int slice) {
    return from[slice];
  }

  /**
   * The end of a slice.
   *
   * @param slice which, from 0
   * @return one past the index of its last event; not less than {@link #from}
   */
  public int to(int slice) {
    return to[slice];
  }
}
