package dev.sleipnir.model.cell;

/**
 * Values that a learned parameter may take, besides what the equations require.
 *
 * @param least the least
 * @param most the largest
 */
public record Range(double least, double most) {
  /** Any number. */
  public static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  boolean contains(double value) {
    return value >= least && value <= most;
  }

  /** Empty for any number, else such as {@code " in [0.0, 1.0]"}. */
  @Override
  public String toString() {
    return equals(ALL) ? "" : " in [" + least + ", " + most + "]";
  }
}
