package dev.sleipnir.kernels.math;

/** Powers of numbers in double precision, without allocation. */
public final class Power {
  /** Up to here every whole number is a double. */
  private static final double WHOLE = 0x1p53;

  private Power() {}

  /**
   * x to the power of y. Whole powers, such as those of an optimiser's decay by the number of its
   * steps, are products in doubled precision, rounded once; {@link StrictMath#pow}, which gives the
   * others, may allocate.
   *
   * @param x the base
   * @param y the exponent
   * @return the power, as {@link StrictMath#pow} but for the last bit
   */
  public static double of(double x, double y) {
    if (y != Math.rint(y) || Math.abs(y) > WHOLE) {
      return StrictMath.pow(x, y);
    }
    long exponent = (long) Math.abs(y);
    double size = whole(Math.abs(x), exponent);
    double power = (exponent & 1) == 0 ? size : Math.copySign(size, x);
    if (Double.isNaN(power)) {
      return StrictMath.pow(x, y); // products of infinities have no rest
    }
    return y < 0 ? 1 / power : power;
  }

  /** By squaring; a number is the sum of a rounded one and the rest that rounding left. */
  private static double whole(double x, long exponent) {
    double power = 1;
    double powersRest = 0;
    double square = x;
    double squaresRest = 0;
    for (long rest = exponent; ; ) {
      if ((rest & 1) != 0) {
        double product = power * square;
        double lost =
            Math.fma(power, square, -product) + (power * squaresRest + powersRest * square);
        power = product + lost;
        powersRest = lost - (power - product);
      }
      rest >>= 1;
      if (rest == 0) {
        return power;
      }
      double product = square * square;
      double lost = Math.fma(square, square, -product) + 2 * square * squaresRest;
      square = product + lost;
      squaresRest = lost - (square - product);
    }
  }
}
