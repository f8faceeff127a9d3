package dev.sleipnir.network;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import java.util.function.DoubleUnaryOperator;

/**
 * Which neurons a projection connects. Rules of one's own are functions that add synapses; those of
 * a random one have to come from the stream alone, so that a seed says which there are. A rule is
 * asked twice, to count and to store synapses, which are never listed.
 */
@FunctionalInterface
public interface Connectivity {
  /** Receives synapses. */
  @FunctionalInterface
  interface Pairs {
    /**
     * Adds a synapse.
     *
     * @param pre the neuron that sends
     * @param post the neuron that receives
     */
    void add(int pre, int post);
  }

  /**
   * Adds all synapses. Their order is that of their weights, delays and variables.
   *
   * @param pre number of neurons that send
   * @param post number of neurons that receive
   * @param random where chance comes from
   * @param into receives the synapses
   */
  void connect(int pre, int post, RandomStream random, Pairs into);

  /**
   * Adds a part of the synapses: the parts, one after the other, are those of {@link #connect}, in
   * that order. Several threads make parts. Unless overridden the first part is the whole.
   *
   * @param pre number of neurons that send
   * @param post number of neurons that receive
   * @param random where chance comes from; not moved on, since the parts share it
   * @param part which, from 0
   * @param parts in how many
   * @param into receives the synapses
   */
  default void connectPart(
      int pre, int post, RandomStream random, int part, int parts, Pairs into) {
    if (part == 0) {
      connect(pre, post, random.copy(), into);
    }
  }

  /**
   * Every neuron to every neuron, itself included.
   *
   * @return the rule
   */
  static Connectivity allToAll() {
    return (ByNeuron.OfSender)
        (i, pre, post, random, into) -> {
          for (int j = 0; j < post; j++) {
            into.add(i, j);
          }
        };
  }

  /**
   * Each neuron to that of its own index.
   *
   * @return the rule, for populations of equal size
   */
  static Connectivity oneToOne() {
    return (pre, post, random, into) -> {
      if (pre != post) {
        throw new IllegalArgumentException(
            "one to one: expected populations of equal size, got " + pre + " and " + post);
      }
      for (int i = 0; i < pre; i++) {
        into.add(i, i);
      }
    };
  }

  /**
   * Each pair with a probability of its own, a neuron and itself included.
   *
   * @param probability from 0 to 1
   * @return the rule
   * @throws IllegalArgumentException if it is none
   */
  static Connectivity probability(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "probability: expected a number from 0 to 1, got " + probability);
    }
    double none = Math.log1p(-probability);
    return (ByNeuron.OfSender)
        (i, pre, post, random, into) -> {
          if (probability > 0) {
            RandomStream row = random.split(i);
            for (long j = gap(row, none); j < post; j += 1 + gap(row, none)) {
              into.add(i, (int) j);
            }
          }
        };
  }

  /** How many pairs in a row have no synapse. */
  private static long gap(RandomStream random, double none) {
    double u = (random.nextInt(1 << 30) + 0.5) * 0x1p-30;
    return none == Double.NEGATIVE_INFINITY ? 0 : (long) Math.min(1e15, Math.log(u) / none);
  }

  /**
   * Each pair with a probability that depends on its distance, a neuron and itself included.
   *
   * @param from where the neurons are that send
   * @param to where the neurons are that receive
   * @param profile distance to probability, such as {@link Profile#gaussian}
   * @return the rule, for populations of as many neurons
   */
  static Connectivity distance(Positions from, Positions to, DoubleUnaryOperator profile) {
    return (ByNeuron.OfSender)
        (i, pre, post, random, into) -> {
          Positions.require(from, to, pre, post);
          RandomStream row = random.split(i);
          for (int j = 0; j < post; j++) {
            double distance = from.distance(i, to, j);
            double probability = profile.applyAsDouble(distance);
            if (!(probability >= 0 && probability <= 1)) {
              throw new IllegalArgumentException(
                  "probability: expected 0 to 1, got " + probability + " at distance " + distance);
            }
            double u =
                (Integer.toUnsignedLong(Philox.bits(row.seed(), row.stream(), j)) + 0.5) * 0x1p-32;
            if (u < probability) {
              into.add(i, j);
            }
          }
        };
  }

  /**
   * As many synapses for each neuron that receives, their sources drawn, with multapses and
   * autapses.
   *
   * @param degree how many
   * @return the rule, for populations that have so many sources if there are to be no multapses
   * @throws IllegalArgumentException if the number is negative
   */
  static Connectivity inDegree(int degree) {
    Require.atLeast("in-degree", 0, degree);
    return new Degree(degree, /* ofReceivers= */ true, Partners.ANY);
  }

  /**
   * As many synapses of each neuron that sends, their targets drawn, with multapses and autapses.
   *
   * @param degree how many
   * @return the rule, for populations that have so many targets if there are to be no multapses
   * @throws IllegalArgumentException if the number is negative
   */
  static Connectivity outDegree(int degree) {
    Require.atLeast("out-degree", 0, degree);
    return new Degree(degree, /* ofReceivers= */ false, Partners.ANY);
  }

  /**
   * A number of synapses, both neurons of each drawn, with multapses and autapses.
   *
   * @param count how many
   * @return the rule, for populations of so many pairs if there are to be no multapses
   * @throws IllegalArgumentException if the number is negative
   */
  static Connectivity fixedTotal(long count) {
    Require.atLeast("fixed total", 0, count);
    return new FixedTotal(count, Partners.ANY);
  }

  /**
   * A list.
   *
   * @param pre for each synapse the neuron that sends
   * @param post for each synapse the neuron that receives
   * @return the rule, with copies of the lists
   * @throws IllegalArgumentException if the lists are of different lengths
   */
  static Connectivity pairs(int[] pre, int[] post) {
    Require.length("post", pre.length, "as in pre", post.length);
    int[] from = pre.clone();
    int[] to = post.clone();
    return (sending, receiving, random, into) -> {
      for (int s = 0; s < from.length; s++) {
        into.add(from[s], to[s]);
      }
    };
  }

  /**
   * The same without synapses of a neuron with that of its own index. Degrees and totals stay:
   * other partners are drawn.
   *
   * @return the changed rule
   */
  default Connectivity withoutAutapses() {
    return new WithoutAutapses(this);
  }

  /**
   * The same without a second synapse between two neurons. Degrees and totals stay: other partners
   * are drawn.
   *
   * @return the changed rule
   */
  default Connectivity withoutMultapses() {
    return new WithoutMultapses(this);
  }
}
