package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import java.util.BitSet;

/**
 * Which neurons a projection connects. Rules of one's own are functions that add synapses; those of
 * a random one have to come from the stream alone, so that a seed says which there are.
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
   * Every neuron to every neuron, itself included.
   *
   * @return the rule
   */
  static Connectivity allToAll() {
    return (pre, post, random, into) -> {
      for (int i = 0; i < pre; i++) {
        for (int j = 0; j < post; j++) {
          into.add(i, j);
        }
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
    return (pre, post, random, into) -> {
      for (int i = 0; i < pre && probability > 0; i++) {
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
   * As many synapses for each neuron that receives, their sources drawn, with repetition.
   *
   * @param degree how many
   * @return the rule
   */
  static Connectivity inDegree(int degree) {
    Require.atLeast("in-degree", 0, degree);
    return (pre, post, random, into) -> {
      for (int j = 0; j < post; j++) {
        RandomStream column = random.split(j);
        for (int k = 0; k < degree; k++) {
          into.add(column.nextInt(pre), j);
        }
      }
    };
  }

  /**
   * As many synapses for each neuron that receives, their sources drawn, with or without
   * repetition.
   *
   * @param degree how many
   * @param multapses whether a pair may have several synapses
   * @param autapses whether a neuron may have a synapse from that of its own index
   * @return the rule, for populations that have so many sources
   */
  static Connectivity inDegree(int degree, boolean multapses, boolean autapses) {
    Require.atLeast("in-degree", 0, degree);
    return (pre, post, random, into) -> {
      for (int j = 0; j < post; j++) {
        int sources = autapses || j >= pre ? pre : pre - 1;
        if (degree > (multapses ? degree * Math.min(1, sources) : sources)) {
          throw new IllegalArgumentException(
              "in-degree: expected at most the "
                  + sources
                  + " sources there are"
                  + (multapses ? "" : ", without multapses")
                  + ", got "
                  + degree);
        }
        RandomStream column = random.split(j);
        int skipped = sources == pre ? pre : j;
        BitSet taken = new BitSet();
        for (int k = 0; k < degree; k++) {
          // Floyd's way: each subset is equally likely, with one number for each.
          int source = column.nextInt(multapses ? sources : sources - degree + k + 1);
          if (!multapses && taken.get(source)) {
            source = sources - degree + k;
          }
          taken.set(source);
          into.add(source >= skipped ? source + 1 : source, j);
        }
      }
    };
  }

  /**
   * As many synapses of each neuron that sends, their targets drawn, with repetition.
   *
   * @param degree how many
   * @return the rule
   */
  static Connectivity outDegree(int degree) {
    Require.atLeast("out-degree", 0, degree);
    return (pre, post, random, into) -> {
      for (int i = 0; i < pre; i++) {
        RandomStream row = random.split(i);
        for (int k = 0; k < degree; k++) {
          into.add(i, row.nextInt(post));
        }
      }
    };
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
   * The same without synapses of a neuron with that of its own index.
   *
   * @return the changed rule
   */
  default Connectivity withoutAutapses() {
    return (pre, post, random, into) ->
        connect(
            pre,
            post,
            random,
            (i, j) -> {
              if (i != j) {
                into.add(i, j);
              }
            });
  }
}
