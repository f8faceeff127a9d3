package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import java.util.function.IntToDoubleFunction;

/**
 * Numbers for neurons or synapses: one for all, a list, drawn at random, or a function of the
 * index. What is drawn depends on the network's seed and the place it is for, not on threads.
 */
public interface Values {
  /**
   * The numbers.
   *
   * @param count how many are needed
   * @param random where random ones come from
   * @return that many; or one number, which is for all
   * @throws IllegalArgumentException if there are more or fewer
   */
  double[] draw(int count, RandomStream random);

  /**
   * One number for all.
   *
   * @param value the number
   * @return it, for any count
   */
  static Values of(double value) {
    return (count, random) -> new double[] {value};
  }

  /**
   * A list.
   *
   * @param values a number for each
   * @return a copy of them
   */
  static Values of(double... values) {
    double[] copy = values.clone();
    return (count, random) -> {
      Require.length("values", count, "one for each", copy.length);
      return copy.clone();
    };
  }

  /**
   * Drawn uniformly.
   *
   * @param low the least
   * @param high the limit, not reached
   * @return a distribution
   * @throws IllegalArgumentException unless low is below high and both are finite
   */
  static Values uniform(double low, double high) {
    if (!(low < high && Double.isFinite(high - low))) {
      throw new IllegalArgumentException(
          "uniform: expected a least value below the greatest, got " + low + ", " + high);
    }
    return (count, random) -> {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = low + (high - low) * random.nextFloat();
      }
      return values;
    };
  }

  /**
   * Drawn from a normal distribution.
   *
   * @param mean its mean
   * @param deviation its standard deviation, at least 0
   * @return a distribution
   * @throws IllegalArgumentException if the mean is not finite or the deviation negative
   */
  static Values normal(double mean, double deviation) {
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("normal: expected a finite mean, got " + mean);
    }
    Require.notNegative("normal: standard deviation", deviation);
    return (count, random) -> {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = mean + deviation * random.nextGaussian();
      }
      return values;
    };
  }

  /**
   * A function of the index.
   *
   * @param value index to number
   * @return the function's values
   */
  static Values function(IntToDoubleFunction value) {
    return (count, random) -> {
      double[] values = new double[count];
      for (int i = 0; i < count; i++) {
        values[i] = value.applyAsDouble(i);
      }
      return values;
    };
  }
}
