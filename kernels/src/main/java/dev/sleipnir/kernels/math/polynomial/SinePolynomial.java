package dev.sleipnir.kernels.math.polynomial;

/**
 * x = n pi / 2 + r with an integer n and |r| &lt;= pi / 4. There sin r = r + r<sup>3</sup> (S1 + S2
 * r<sup>2</sup> + S3 r<sup>4</sup>) and cos r = 1 - r<sup>2</sup> / 2 + r<sup>4</sup> (C1 + C2
 * r<sup>2</sup> + C3 r<sup>4</sup>), the polynomials with the smallest largest relative errors
 * (4e-9 and 1e-10).
 */
public final class SinePolynomial {
  /** Beyond, where floats are an eighth of a radian apart, the result is NaN. */
  public static final float HIGH = 0x1p20f;

  /** Quarters of a turn, of 1/4 of a circle, that the cosine is ahead of the sine. */
  public static final int QUARTER_TURN = 1;

  /** 2 / pi. */
  public static final float TWO_OVER_PI = (float) 0.6366197723675814;

  /** The first 24 bits of pi / 2. */
  public static final float HALF_PI_HIGH = 0x1.921fb6p0f;

  /** The next 24 bits of pi / 2. */
  public static final float HALF_PI_MIDDLE = -0x1.777a5cp-25f;

  /** What is left of pi / 2. */
  public static final float HALF_PI_LOW = -0x1.ee59dap-50f;

  /** Added to a small number, leaves its nearest integer in the lowest bits of the sum. */
  public static final float ROUNDER = ExpPolynomial.ROUNDER;

  /** The bits of {@link #ROUNDER}. */
  public static final int ROUNDER_BITS = ExpPolynomial.ROUNDER_BITS;

  /** The bits of 1. */
  public static final int ONE_BITS = 0x3F800000;

  /** Factor of r to the third. */
  public static final float S1 = -0.16666655f;

  /** Factor of r to the fifth. */
  public static final float S2 = 0.00833216f;

  /** Factor of r to the seventh. */
  public static final float S3 = -1.9515218e-4f;

  /** Factor of r to the fourth. */
  public static final float C1 = 0.041666646f;

  /** Factor of r to the sixth. */
  public static final float C2 = -0.0013887315f;

  /** Factor of r to the eighth. */
  public static final float C3 = 2.4433082e-5f;

  private SinePolynomial() {}
}
