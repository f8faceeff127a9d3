package dev.sleipnir.model.train;

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
    if (patience < 0) {
      throw new IllegalArgumentException("patience: expected at least 0, got " + patience);
    }
    this.patience = patience;
  }

  /**
   * Takes an epoch's figure in.
   *
   * @param accuracy what should grow
   * @return whether to stop
   */
  public boolean stopAfter(double accuracy) {
    if (accuracy > best) {
      best = accuracy;
      since = 0;
    } else {
      since++;
    }
    return patience > 0 && since >= patience;
  }
}
