package dev.sleipnir.kernels.random;

/** Poisson counts without normal approximation, exact up to the rounding of doubles. */
final class PoissonCount {
  /** Above, rejection costs less than inversion and its bounds hold. */
  private static final double REJECTION_FROM = 10;

  private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

  private PoissonCount() {}

  static int draw(long seed, long stream, long index, double mean) {
    // A count may take many draws, so that an element gets 128 random bits of its own, the block
    // of its index: enough for one uniform number, or to name a Philox with any number of draws.
    long first = PhiloxBlock.words(index, stream, seed, 0);
    if (mean < REJECTION_FROM) {
      return invert(open(first), mean);
    }
    return reject(first, PhiloxBlock.words(index, stream, seed, 2), mean);
  }

  /** The smallest count whose cumulative probability reaches u. */
  private static int invert(double u, double mean) {
    double probability = StrictMath.exp(-mean);
    double cumulative = probability;
    int count = 0;
    while (u > cumulative && probability > 0) {
      count++;
      probability *= mean / count;
      cumulative += probability;
    }
    return count;
  }

  /**
   * Transformed rejection with squeeze: algorithm PTRS of Hörmann, "The transformed rejection
   * method for generating Poisson random variables", 1993. Names and constants are the paper's.
   */
  private static int reject(long key, long counterHigh, double mean) {
    double b = 0.931 + 2.53 * StrictMath.sqrt(mean);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double vr = 0.9277 - 3.6224 / (b - 2);
    double logMean = StrictMath.log(mean);
    for (long attempt = 0; ; attempt++) {
      double u = open(PhiloxBlock.words(attempt, counterHigh, key, 0)) - 0.5;
      double v = open(PhiloxBlock.words(attempt, counterHigh, key, 2));
      double us = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= vr) {
        return (int) k;
      }
      if (k < 0 || (us < 0.013 && v > us)) {
        continue;
      }
      double logAccept = StrictMath.log(v * inverseAlpha / (a / (us * us) + b));
      if (logAccept <= k * logMean - mean - logFactorial(k)) {
        return (int) k;
      }
    }
  }

  /** Stirling's series for large k, where its error is below rounding; the product below. */
  static double logFactorial(double k) {
    if (k < 16) {
      double factorial = 1;
      for (int i = 2; i <= k; i++) {
        factorial *= i;
      }
      return StrictMath.log(factorial);
    }
    double x = k + 1;
    double y = 1 / (x * x);
    double series = (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y / 1680))) / x;
    return (x - 0.5) * StrictMath.log(x) - x + HALF_LOG_TWO_PI + series;
  }

  /** In (0, 1), from the upper 52 bits. */
  private static double open(long bits) {
    return ((bits >>> 12) + 0.5) * 0x1p-52;
  }
}
