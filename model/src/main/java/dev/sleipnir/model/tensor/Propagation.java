package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Locale;

/** How spikes go through connections. All ways give the same output. */
public enum Propagation {
  /** As {@link #EVENT} where few neurons spike, else as {@link #DENSE}: by a fixed table. */
  AUTO,
  /** For every spike a row of weights is added. */
  EVENT,
  /** Products with all ones and zeros. */
  DENSE;

  /**
   * Whether to visit spikes one by one: by their number alone, never by a clock.
   *
   * @param spikes what goes through a connection
   * @param crossover part of neurons that spike up to which it is faster
   * @return false if the product is to be dense
   */
  public boolean isEventDriven(SpikeRows spikes, double crossover) {
    double neurons = (double) spikes.rows() * spikes.features();
    return this == EVENT || (this == AUTO && spikes.count(0, spikes.rows()) <= crossover * neurons);
  }

  /**
   * The crossover in force.
   *
   * @param auto part of inputs that are not 0 up to which rows of weights are faster
   * @return that for {@link #AUTO}; 1 for {@link #EVENT}; less than any part for {@link #DENSE}
   */
  public double crossover(double auto) {
    return switch (this) {
      case AUTO -> auto;
      case EVENT -> 1;
      case DENSE -> Double.NEGATIVE_INFINITY;
    };
  }

  /** The name in options and reports, such as {@code event}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
