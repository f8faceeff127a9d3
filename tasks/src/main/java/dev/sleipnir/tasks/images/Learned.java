package dev.sleipnir.tasks.images;

import java.util.Locale;

/** What may be learned of neurons besides their weights. */
enum Learned {
  TAU,
  THRESHOLD;

  /** As the command line writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
