package dev.sleipnir.network;

import dev.sleipnir.kernels.random.NormalQuantile;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import java.util.function.DoubleUnaryOperator;
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

  /** The numbers of synapses, asked for one by one. */
  @FunctionalInterface
  interface OfSynapses {
    /**
     * The number of a synapse. Any thread may ask, in any order.
     *
     * @param synapse its index in the order of the connectivity
     * @param pre the neuron that sends
     * @param post the neuron that receives
     * @return the number
     */
    double at(int synapse, int pre, int post);

    /**
     * Whether all synapses have the same number, which is then stored once.
     *
     * @return false unless overridden
     */
    default boolean isOne() {
      return false;
    }
  }

  /**
   * The numbers of synapses. Without a list of them where that is overridden: all of this class but
   * lists do.
   *
   * @param count how many synapses there are
   * @param random where random ones come from
   * @return their numbers
   * @throws IllegalArgumentException if there are more or fewer
   */
  default OfSynapses ofSynapses(int count, RandomStream random) {
    double[] drawn = draw(count, random);
    if (drawn.length == 1) {
      return new OneValue(drawn[0]);
    }
    Require.length("values", count, "one for each synapse", drawn.length);
    return (synapse, pre, post) -> drawn[synapse];
  }

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
    return (IndexedValues) (index, random) -> low + (high - low) * uniform(random, index);
  }

  private static float uniform(RandomStream random, int index) {
    return new RandomStream(random.seed(), random.stream(), index).nextFloat();
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
    return (IndexedValues)
        (index, random) -> mean + deviation * NormalQuantile.of(share(random, index));
  }

  private static double share(RandomStream random, int index) {
    int bits = Philox.bits(random.seed(), random.stream(), index);
    return (Integer.toUnsignedLong(bits) + 0.5) * 0x1p-32;
  }

  /**
   * Drawn from a normal distribution, and drawn again where out of a range.
   *
   * @param mean mean of the normal distribution, in the range
   * @param deviation its standard deviation, at least 0
   * @param low below all values; may be negative infinity
   * @param high above all values; may be infinity
   * @return a distribution
   * @throws IllegalArgumentException unless low is below the mean, the mean finite and below high,
   *     and the deviation at least 0
   */
  static Values truncatedNormal(double mean, double deviation, double low, double high) {
    if (!(low < mean && mean < high && Double.isFinite(mean))) {
      throw new IllegalArgumentException(
          "truncated normal: expected a finite mean between the least and the greatest value, got "
              + mean
              + " between "
              + low
              + " and "
              + high);
    }
    Require.notNegative("truncated normal: standard deviation", deviation);
    // Without deviation all is at the mean.
    double below = deviation == 0 ? 0.5 : NormalQuantile.share((low - mean) / deviation);
    double within = deviation == 0 ? 0 : NormalQuantile.share((high - mean) / deviation) - below;
    return (IndexedValues)
        (index, random) -> {
          double z = NormalQuantile.of(below + within * share(random, index));
          return Math.clamp(mean + deviation * z, Math.nextUp(low), Math.nextDown(high));
        };
  }

  /**
   * A function of the index.
   *
   * @param value index to number
   * @return the function's values
   */
  static Values function(IntToDoubleFunction value) {
    return (IndexedValues) (index, random) -> value.applyAsDouble(index);
  }

  /** A function of the two neurons of a synapse. */
  @FunctionalInterface
  interface OfPair {
    /**
     * The number of a synapse. Any thread may ask, in any order.
     *
     * @param pre the neuron that sends
     * @param post the neuron that receives
     * @return the number
     */
    double at(int pre, int post);
  }

  /**
   * A function of the two neurons of a synapse: {@code function((pre, post) -> pre < 100 && post <
   * 100 ? 0.5 : 0.1)}.
   *
   * @param value neurons to number
   * @return the function's values, for synapses
   */
  static Values function(OfPair value) {
    return new PairValues("pairs", value);
  }

  /**
   * A function of the distance of the two neurons of a synapse.
   *
   * @param from where the neurons are that send
   * @param to where the neurons are that receive
   * @param value distance to number, such as {@link Profile#linear} for a delay
   * @return the function's values, for synapses between as many neurons
   */
  static Values ofDistance(Positions from, Positions to, DoubleUnaryOperator value) {
    return new PairValues(
        "distance",
        (pre, post) -> {
          if (pre >= from.size() || post >= to.size()) {
            throw new IllegalArgumentException(
                "values of distance: expected positions of all neurons, got "
                    + from.size()
                    + " and "
                    + to.size()
                    + ", and a synapse from "
                    + pre
                    + " to "
                    + post);
          }
          return value.applyAsDouble(from.distance(pre, to, post));
        });
  }
}
