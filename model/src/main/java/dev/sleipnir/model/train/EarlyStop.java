package dev.sleipnir.model.train;

import dev.sleipnir.kernels.require.Require;

/** Ends training when a figure has not improved for a number of epochs. */
public final class EarlyStop {
  private final int patience;
  private double best = Double.NEGATIVE_INFINITY;
  private int since;

  /**
   * A rule.
   *
   * @param patience epochs without improvement after which to stop; 0 for never
   * @throws IllegalArgumentException if it is negative
   */
  public EarlyStop(int patience) {
    Require.atLeast("patience", 0, patience);
    this.patience = patience;
  }

  /**
   * Takes an epoch in.
   *
   * @param epoch its figures: the test's metric should grow, or, where there is none, its loss fall
   * @return whether to stop
   */
  public boolean stopAfter(EpochResult epoch) {
    return stopAfter(Double.isNaN(epoch.testMetric()) ? -epoch.testLoss() : epoch.testMetric());
  }

  /**
   * Takes an epoch's figure in.
   *
   * @param figure what should grow
   * @return whether to stop
   */
  public boolean stopAfter(double figure) {
    if (figure > best) {
      best = figure;
      since = 0;
    } else {
      since++;
    }
    return patience > 0 && since >= patience;
  }

  /** {@return whether the last figure was the best so far} */
  public boolean isBest() {
    return since == 0;
  }
}
