package dev.sleipnir.model.tensor;

import java.util.Locale;

/** How spikes go through connections. All ways give the same output. */
public enum Propagation {
  /** As {@link #EVENT} where few neurons spike, else as {@link #DENSE}: by a fixed table. */
  AUTO,
  /** For every spike a row of weights is added. */
  EVENT,
  /** Products with all ones and zeros. */
  DENSE;

  /** The name in options and reports, such as {@code event}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
