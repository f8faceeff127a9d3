package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.VectorApi;
import java.util.Arrays;

/**
 * Turns uniform numbers into Poisson counts of one mean, by inversion: a count is how many of the
 * cumulative probabilities its uniform number has reached.
 */
public final class PoissonTable {
  /** Uniform numbers are looked up by their first digits. */
  private static final int GUIDES = 1024;

  /** Up to so many probabilities all are compared, in vectors. */
  private static final int FEW = 32;

  /** Probability of at most so many, rounded up; below 1. */
  private final float[] cumulative;

  /** The least count that a uniform number from a 1024th on may mean. */
  private final int[] guide = new int[GUIDES];

  /**
   * A table.
   *
   * @param mean expected count, finite and not negative; the table's size grows with it
   * @throws IllegalArgumentException if the mean is not finite or negative
   */
  public PoissonTable(double mean) {
    Require.notNegative("mean", mean);
    // Beyond so many deviations single precision has no uniform number left.
    float[] all = new float[(int) (mean + 8 * Math.sqrt(mean) + 16)];
    double logarithm = -mean;
    double sum = 0;
    int reached = 0;
    for (int k = 0; k < all.length; k++) {
      sum += Math.exp(logarithm);
      logarithm += Math.log(mean) - Math.log(k + 1.0);
      float up = (float) sum;
      all[k] = up < sum ? Math.nextUp(up) : up;
      reached += all[k] < 1 ? 1 : 0;
    }
    cumulative = Arrays.copyOf(all, reached);
    for (int g = 0, k = 0; g < GUIDES; g++) {
      while (k < cumulative.length && cumulative[k] <= (float) g / GUIDES) {
        k++;
      }
      guide[g] = k;
    }
  }

  /**
   * Replaces uniform numbers by Poisson counts times a factor. Allocates nothing.
   *
   * @param numbers uniform in [0, 1), as {@link Philox#uniform} draws them; receives the products
   * @param from the first
   * @param to one past the last
   * @param factor the factor
   * @throws IndexOutOfBoundsException if [from, to) is not within {@code numbers}
   */
  public void scaled(float[] numbers, int from, int to, float factor) {
    if (cumulative.length <= FEW) {
      VectorApi.require();
      PoissonTableVectors.scaled(cumulative, numbers, from, to, factor);
      return;
    }
    for (int i = from; i < to; i++) {
      numbers[i] = count(numbers[i]) * factor;
    }
  }

  /**
   * The count of a uniform number.
   *
   * @param uniform in [0, 1)
   * @return the count
   */
  public int count(float uniform) {
    int count = guide[(int) (uniform * GUIDES)];
    while (count < cumulative.length && uniform >= cumulative[count]) {
      count++;
    }
    return count;
  }
}
