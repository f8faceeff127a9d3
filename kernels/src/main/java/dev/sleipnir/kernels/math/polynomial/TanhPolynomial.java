package dev.sleipnir.kernels.math.polynomial;

/**
 * Small x: tanh x = x + x<sup>3</sup> (P0 + P1 x<sup>2</sup> + ... + P4 x<sup>8</sup>), the
 * polynomial with the smallest largest relative error (1e-9) up to {@link #SMALL}. Above, by the
 * exponential function, tanh x = 1 - 2 / (exp(2x) + 1).
 */
public final class TanhPolynomial {
  /** Below, the polynomial in x; from here on, the exponential function. */
  public static final float SMALL = 0.55f;

  /** For 2x from here on, the result rounds to 1. */
  public static final float HIGH = 19f;

  /** Factor of x to the third. */
  public static final float P0 = -0.33333316f;

  /** Factor of x to the fifth. */
  public static final float P1 = 0.13332586f;

  /** Factor of x to the seventh. */
  public static final float P2 = -0.053852305f;

  /** Factor of x to the ninth. */
  public static final float P3 = 0.02107166f;

  /** Factor of x to the eleventh. */
  public static final float P4 = -0.006274213f;

  /** Subtracted from the bits of k + ROUNDER, leaves k as a biased exponent in the lowest bits. */
  public static final int SCALE_BITS = ExpPolynomial.ROUNDER_BITS - 127;

  /** The bits of a float other than its sign. */
  public static final int MAGNITUDE = 0x7FFFFFFF;

  /** The sign bit of a float. */
  public static final int SIGN = 0x80000000;

  private TanhPolynomial() {}
}
