package dev.sleipnir.events.file;

import org.jspecify.annotations.Nullable;

/** What happens where a recording is damaged: it ends with an error, or the part is left out. */
final class Faults {
  private final boolean skip;
  private long skipped;
  private @Nullable String first;

  Faults(boolean skip) {
    this.skip = skip;
  }

  /** A damaged part. Returns where it is to be left out. */
  void at(long offset, String what) throws EventFormatException {
    if (!skip) {
      throw new EventFormatException(offset, what);
    }
    skipped++;
    if (first == null) {
      first = "byte " + offset + ": " + what;
    }
  }

  /** Damage behind which nothing can be read. */
  static EventFormatException fatal(long offset, String what) {
    return new EventFormatException(offset, what);
  }

  long skipped() {
    return skipped;
  }

  @Nullable String first() {
    return first;
  }
}
