package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.parallel.Parallel;

/** Checks of parameters. */
final class Sizes {
  private Sizes() {}

  static void atLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
  }

  /** Checks that arrays of so many values can be had. */
  static void product(String names, long... sizes) {
    long product = 1;
    for (long size : sizes) {
      product = Math.multiplyExact(product, size);
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            names + ": expected a product of at most " + Integer.MAX_VALUE + ", got more");
      }
    }
  }

  /** Checks a number of threads. */
  static void threads(int threads) {
    if (threads < 1 || threads > Parallel.MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads: expected 1 to " + Parallel.MOST_THREADS + ", got " + threads);
    }
  }
}
