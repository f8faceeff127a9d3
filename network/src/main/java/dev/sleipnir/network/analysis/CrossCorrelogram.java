package dev.sleipnir.network.analysis;

import dev.sleipnir.kernels.require.Require;

/**
 * How often spikes of one train come so and so much later than those of another. Lags are whole
 * steps, so none is in a wrong bin.
 */
public final class CrossCorrelogram {
  private CrossCorrelogram() {}

  /**
   * Counts pairs of spikes by their lag.
   *
   * @param a steps of one train, in order
   * @param b steps of the other, in order; of the same train, each spike is also its own partner,
   *     with lag 0
   * @param bin steps of a bin, at least 1
   * @param bins bins on each side of lag 0, at least 0
   * @return [2 bins + 1]: at {@code bins + k} the pairs whose lag, b less a, is from (k - 1/2) to
   *     (k + 1/2) bins, the latter excluded
   * @throws IllegalArgumentException if steps are not in order, or there are no bins
   */
  public static long[] counts(long[] a, long[] b, long bin, int bins) {
    Require.atLeast("steps of a bin", 1, bin);
    Require.atLeast("bins on each side", 0, bins);
    requireOrder("a", a);
    requireOrder("b", b);
    long[] counts = new long[Math.addExact(Math.multiplyExact(2, bins), 1)];
    int first = 0;
    for (long step : a) {
      while (first < b.length && index(b[first] - step, bin) < -bins) {
        first++;
      }
      for (int k = first; k < b.length; k++) {
        long index = index(b[k] - step, bin);
        if (index > bins) {
          break;
        }
        counts[(int) (bins + index)]++;
      }
    }
    return counts;
  }

  private static long index(long lag, long bin) {
    return Math.floorDiv(2 * lag + bin, 2 * bin);
  }

  private static void requireOrder(String name, long[] steps) {
    for (int k = 1; k < steps.length; k++) {
      if (steps[k] < steps[k - 1]) {
        throw new IllegalArgumentException(
            name + ": expected steps in order, got " + steps[k] + " after " + steps[k - 1]);
      }
    }
  }
}
