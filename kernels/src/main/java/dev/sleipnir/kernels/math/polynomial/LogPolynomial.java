package dev.sleipnir.kernels.math.polynomial;

/**
 * x = 2<sup>k</sup> (1 + f) with sqrt(1/2) &lt;= 1 + f &lt; sqrt(2); with s = f / (2 + f) the
 * logarithm of 1 + f is 2s + s (C1 s<sup>2</sup> + C2 s<sup>4</sup> + C3 s<sup>6</sup> + C4
 * s<sup>8</sup>).
 */
public final class LogPolynomial {
  /** The bits of sqrt(1/2). */
  public static final int SQRT_HALF_BITS = 0x3F3504F3;

  /** Brings subnormals into the normal range. */
  public static final float UP = 0x1p25f;

  /** The logarithm of {@link #UP} to base 2. */
  public static final float UP_EXPONENT = 25f;

  /** ln 2 to 15 bits after the point: k times this is exact. */
  public static final float LN2_HIGH = ExpPolynomial.LN2_HIGH;

  /** What is left of ln 2. */
  public static final float LN2_LOW = ExpPolynomial.LN2_LOW;

  /** With an integer added to its bits, the float grows by that integer. */
  public static final float ROUNDER = ExpPolynomial.ROUNDER;

  /** The bits of {@link #ROUNDER}. */
  public static final int ROUNDER_BITS = ExpPolynomial.ROUNDER_BITS;

  /** Factor of s squared. */
  public static final float C1 = 2f / 3;

  /** Factor of s to the fourth. */
  public static final float C2 = 2f / 5;

  /** Factor of s to the sixth. */
  public static final float C3 = 2f / 7;

  /** Factor of s to the eighth. */
  public static final float C4 = 2f / 9;

  private LogPolynomial() {}
}
