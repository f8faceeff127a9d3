package dev.sleipnir.kernels.random;

/**
 * Which number a share of the standard normal distribution is below: algorithm AS 241 of Wichura
 * (1988), exact to about 16 digits. It makes normal numbers from one uniform number each, without
 * logarithms but in the tails, and truncated ones from part of the shares.
 */
public final class NormalQuantile {
  /** Beyond, on both sides of one half, shares are of the tails. */
  private static final double CENTRAL = 0.425;

  private static final double[] CENTRAL_ABOVE = {
    3.3871328727963665,
    133.14166789178438,
    1971.5909503065513,
    13731.69376550946,
    45921.95393154987,
    67265.7709270087,
    33430.57558358813,
    2509.0809287301227
  };
  private static final double[] CENTRAL_BELOW = {
    1,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854
  };
  private static final double[] TAIL_ABOVE = {
    1.4234371107496835,
    4.630337846156546,
    5.769497221460691,
    3.6478483247632045,
    1.2704582524523684,
    0.2417807251774506,
    0.022723844989269184,
    0.0007745450142783414
  };
  private static final double[] TAIL_BELOW = {
    1,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169e-9
  };
  private static final double[] FAR_ABOVE = {
    6.657904643501103,
    5.463784911164114,
    1.7848265399172913,
    0.29656057182850487,
    0.026532189526576124,
    0.0012426609473880784,
    2.7115555687434876e-5,
    2.0103343992922881e-7
  };
  private static final double[] FAR_BELOW = {
    1,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548e-5,
    1.421511758316446e-7,
    2.0442631033899397e-15
  };

  private NormalQuantile() {}

  /**
   * The number that a share is below.
   *
   * @param share the share, 0 to 1
   * @return the number, infinite at 0 and 1
   * @throws IllegalArgumentException if the share is outside its range
   */
  public static double of(double share) {
    double q = share - 0.5;
    if (Math.abs(q) <= CENTRAL) {
      double r = CENTRAL * CENTRAL - q * q;
      return q * polynomial(CENTRAL_ABOVE, r) / polynomial(CENTRAL_BELOW, r);
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: expected 0 to 1, got " + share);
    }
    double least = Math.min(share, 1 - share);
    if (least == 0) {
      return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    double r = Math.sqrt(-StrictMath.log(least));
    double z =
        r <= 5
            ? polynomial(TAIL_ABOVE, r - 1.6) / polynomial(TAIL_BELOW, r - 1.6)
            : polynomial(FAR_ABOVE, r - 5) / polynomial(FAR_BELOW, r - 5);
    return q < 0 ? -z : z;
  }

  /**
   * The share that is below a number.
   *
   * @param z the number, which may be infinite
   * @return the share, 0 to 1, for which {@link #of} gives the number
   */
  public static double share(double z) {
    // For set-up: as many steps as a double has digits, and no second approximation.
    double low = 0;
    double high = 1;
    for (double middle = 0.5; middle != low && middle != high; middle = (low + high) / 2) {
      if (of(middle) < z) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return z == Double.NEGATIVE_INFINITY ? 0 : high;
  }

  private static double polynomial(double[] c, double x) {
    return ((((((c[7] * x + c[6]) * x + c[5]) * x + c[4]) * x + c[3]) * x + c[2]) * x + c[1]) * x
        + c[0];
  }
}
