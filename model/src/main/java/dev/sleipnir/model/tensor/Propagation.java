package dev.sleipnir.model.tensor;

/** How spikes go through connections. All ways give the same output. */
public enum Propagation {
  /** As {@link #EVENT} where few neurons spike, else as {@link #DENSE}: by a fixed table. */
  AUTO,
  /** For every spike a row of weights is added. */
  EVENT,
  /** Products with all ones and zeros. */
  DENSE
}
