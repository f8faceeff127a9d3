package dev.sleipnir.kernels.random;

/**
 * Binomial and hypergeometric counts by inversion that begins at the likeliest count and goes
 * outwards on both sides, so that it takes about as many steps as the standard deviation.
 */
final class SuccessCount {
  private SuccessCount() {}

  static long binomial(double u, long trials, double probability) {
    if (probability == 0 || trials == 0) {
      return 0;
    }
    if (probability == 1) {
      return trials;
    }
    long mode = Math.min(trials, (long) ((trials + 1.0) * probability));
    double likeliest =
        choose(trials, mode)
            + mode * StrictMath.log(probability)
            + (trials - mode) * StrictMath.log1p(-probability);
    double odds = probability / (1 - probability);
    return outwards(u, likeliest, 0, mode, trials, k -> (double) (trials - k) / (k + 1) * odds);
  }

  static long hypergeometric(double u, long first, long second, long taken) {
    long least = Math.max(0, taken - second);
    long most = Math.min(first, taken);
    double all = (double) first + second;
    long mode = Math.clamp((long) ((taken + 1.0) * (first + 1.0) / (all + 2)), least, most);
    double likeliest =
        choose(first, mode) + choose(second, taken - mode) - choose(first + second, taken);
    return outwards(
        u,
        likeliest,
        least,
        mode,
        most,
        k -> (double) (first - k) / (k + 1) * ((double) (taken - k) / (second - taken + k + 1)));
  }

  /** The probability of a count and one more over that of the count. */
  @FunctionalInterface
  private interface Ratio {
    double of(long count);
  }

  private static long outwards(
      double u, double logLikeliest, long least, long mode, long most, Ratio ratio) {
    double up = StrictMath.exp(logLikeliest);
    double down = up;
    double left = u - up;
    long above = mode;
    long below = mode;
    while (left > 0) {
      up = above < most ? up * ratio.of(above++) : 0;
      left -= up;
      if (left <= 0) {
        return above;
      }
      down = below > least ? down / ratio.of(--below) : 0;
      left -= down;
      if (left <= 0) {
        return below;
      }
      if (up + down < 1e-300) {
        return mode; // what rounding has left over
      }
    }
    return mode;
  }

  /** The logarithm of how many subsets of a size there are. */
  private static double choose(long of, long size) {
    return PoissonCount.logFactorial((double) of)
        - PoissonCount.logFactorial((double) size)
        - PoissonCount.logFactorial((double) (of - size));
  }
}
