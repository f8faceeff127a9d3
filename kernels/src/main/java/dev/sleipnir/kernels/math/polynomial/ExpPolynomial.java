package dev.sleipnir.kernels.math.polynomial;

/**
 * x = k ln 2 + r with an integer k and |r| &lt;= ln 2 / 2; exp(r) is its Taylor polynomial of
 * degree 7.
 */
public final class ExpPolynomial {
  /** Below, the result rounds to 0; clamping here keeps k in the range the scaling can take. */
  public static final float LOW = -104f;

  /** Above, the result overflows. */
  public static final float HIGH = 89f;

  /** 1 / ln 2. */
  public static final float LOG2_E = (float) 1.4426950408889634;

  /** ln 2 to 15 bits after the point: k times this is exact. */
  public static final float LN2_HIGH = 0x1.62E4p-1f;

  /** What is left of ln 2. */
  public static final float LN2_LOW = (float) (0.6931471805599453 - LN2_HIGH);

  /** Added to a small number, leaves its nearest integer in the lowest bits of the sum. */
  public static final float ROUNDER = 0x1.8p23f;

  /** The bits of {@link #ROUNDER}. */
  public static final int ROUNDER_BITS = 0x4B400000;

  /** Factor of r squared. */
  public static final float C2 = 1f / 2;

  /** Factor of r to the third. */
  public static final float C3 = 1f / 6;

  /** Factor of r to the fourth. */
  public static final float C4 = 1f / 24;

  /** Factor of r to the fifth. */
  public static final float C5 = 1f / 120;

  /** Factor of r to the sixth. */
  public static final float C6 = 1f / 720;

  /** Factor of r to the seventh. */
  public static final float C7 = 1f / 5040;

  private ExpPolynomial() {}
}
