package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Which of many possible synapses there are, with their first weights and their delays. Synapses
 * are in order of pre-synaptic neuron, then delay, then post-synaptic neuron; two neurons may have
 * several, which stay in the order given. Immutable, and meant to be shared.
 *
 * <pre>{@code
 * var connectivity = SparseConnectivity.random(10_000, 10_000, 0.1, 1)
 *     .withWeights(0, 0.5f, 2)
 *     .withDelays(1, 16, 3);
 * var synapses = Stdp.additive().sparse(connectivity);
 * }</pre>
 *
 * <p>A delay is a whole number of time steps, 0 to 65535, from a spike of the pre-synaptic neuron
 * to its arrival at the synapse. It takes 10 bytes for each synapse, and is not needed any more
 * once {@link SparseSynapses} are made.
 */
public final class SparseConnectivity {
  private static final String KIND = "SparseConnectivity";
  private static final int DEFAULT_DELAY = 1;
  private static final int MOST_NEURONS = Integer.MAX_VALUE - 9;

  private final SparseRows rows;
  private final float[] weights;

  /** Where the rows start, and where the last one ends. */
  private static int[] rowStarts(int rows) {
    if (rows > MOST_NEURONS) {
      throw new IllegalArgumentException(
          "preNeurons: expected at most " + MOST_NEURONS + ", got " + rows);
    }
    return new int[rows + 1];
  }

  private SparseConnectivity(SparseRows rows, float[] weights) {
    this.rows = rows;
    this.weights = weights;
  }

  /**
   * Synapses one by one, with a delay of one time step.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param pre for each synapse its pre-synaptic neuron; in any order
   * @param post for each synapse its post-synaptic neuron
   * @param weights for each synapse its weight, finite
   * @return the connectivity
   * @throws IllegalArgumentException if the arrays differ in length, a neuron does not exist or a
   *     weight is not finite
   */
  public static SparseConnectivity of(
      int preNeurons, int postNeurons, int[] pre, int[] post, float[] weights) {
    int[] delays = new int[pre.length];
    Arrays.fill(delays, DEFAULT_DELAY);
    return of(preNeurons, postNeurons, pre, post, weights, delays);
  }

  /**
   * Synapses one by one.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param pre for each synapse its pre-synaptic neuron; in any order
   * @param post for each synapse its post-synaptic neuron
   * @param weights for each synapse its weight, finite
   * @param delays for each synapse its delay in time steps, 0 to 65535
   * @return the connectivity
   * @throws IllegalArgumentException if the arrays differ in length, a neuron does not exist, a
   *     weight is not finite or a delay out of range
   */
  public static SparseConnectivity of(
      int preNeurons, int postNeurons, int[] pre, int[] post, float[] weights, int[] delays) {
    Require.positive("preNeurons", preNeurons);
    Require.positive("postNeurons", postNeurons);
    requireLength("post", post.length, pre.length);
    requireLength("weights", weights.length, pre.length);
    requireLength("delays", delays.length, pre.length);
    requireBelow("pre", pre, preNeurons);
    requireBelow("post", post, postNeurons);
    requireBelow("delays", delays, Character.MAX_VALUE + 1);
    Checks.finite("weights", "weights", weights);
    char[] given = new char[delays.length];
    for (int s = 0; s < given.length; s++) {
      given[s] = (char) delays[s];
    }
    int[] order = SparseOrder.of(pre, preNeurons, given, post, postNeurons);
    int[] rowStart = rowStarts(preNeurons);
    int[] target = new int[order.length];
    char[] delay = new char[order.length];
    float[] weight = new float[order.length];
    for (int s = 0; s < order.length; s++) {
      int from = order[s];
      rowStart[pre[from] + 1]++;
      target[s] = post[from];
      delay[s] = given[from];
      weight[s] = weights[from];
    }
    SparseOrder.sum(rowStart);
    return new SparseConnectivity(new SparseRows(postNeurons, rowStart, target, delay), weight);
  }

  private static void requireLength(String name, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          name + ": expected as many values as pre, " + expected + ", got " + length);
    }
  }

  private static void requireBelow(String name, int[] values, int bound) {
    for (int s = 0; s < values.length; s++) {
      if (values[s] < 0 || values[s] >= bound) {
        throw new IllegalArgumentException(
            name + ": expected 0 to " + (bound - 1) + ", got " + values[s] + " at " + s);
      }
    }
  }

  /**
   * Random synapses: each pair of neurons is connected with the same probability, independently of
   * the others and at most once; a neuron with itself like any other. Weights are 0 and delays 1
   * until {@link #withWeights} and {@link #withDelays} draw others.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param probability of a synapse, 0 to 1
   * @param seed what the synapses depend on
   * @return the connectivity
   * @throws IllegalArgumentException if a number is out of range or there are more synapses than an
   *     array can hold
   */
  public static SparseConnectivity random(
      int preNeurons, int postNeurons, double probability, long seed) {
    return drawn(preNeurons, postNeurons, probability, () -> of(seed));
  }

  /**
   * As {@link #random(int, int, double, long)}, with the {@linkplain Seeds#next() next stream} of
   * the process in the place of a seed: no other connectivity has the same synapses.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param probability of a synapse, 0 to 1
   * @return the connectivity
   * @throws IllegalArgumentException as with a seed
   */
  public static SparseConnectivity random(int preNeurons, int postNeurons, double probability) {
    return drawn(preNeurons, postNeurons, probability, Seeds::next);
  }

  /**
   * As {@link #random(int, int, double, long)}, with a stream in the place of a seed.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param probability of a synapse, 0 to 1
   * @param random where the numbers come from; its position moves
   * @return the connectivity
   * @throws IllegalArgumentException as with a seed
   */
  public static SparseConnectivity random(
      int preNeurons, int postNeurons, double probability, RandomStream random) {
    return drawn(preNeurons, postNeurons, probability, random::split);
  }

  private static RandomStream of(long seed) {
    return new RandomStream(seed).split("synapses");
  }

  private static SparseConnectivity drawn(
      int preNeurons, int postNeurons, double probability, Supplier<RandomStream> random) {
    Require.positive("preNeurons", preNeurons);
    Require.positive("postNeurons", postNeurons);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability: expected 0 to 1, got " + probability);
    }
    int[] rowStart = rowStarts(preNeurons);
    int[] target =
        RandomRows.withProbability(
            rowStart, postNeurons, probability, random.get().split("targets"));
    return uniform(postNeurons, rowStart, target);
  }

  /**
   * Random synapses: each post-synaptic neuron has the same number of pre-synaptic ones, all
   * different, each choice equally likely; itself like any other. Weights are 0 and delays 1 until
   * {@link #withWeights} and {@link #withDelays} draw others.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param inDegree synapses of each post-synaptic neuron, 0 to {@code preNeurons}
   * @param seed what the synapses depend on
   * @return the connectivity
   * @throws IllegalArgumentException if a number is out of range or there are more synapses than an
   *     array can hold
   */
  public static SparseConnectivity randomInDegree(
      int preNeurons, int postNeurons, int inDegree, long seed) {
    return drawnInDegree(preNeurons, postNeurons, inDegree, () -> of(seed));
  }

  /**
   * As {@link #randomInDegree(int, int, int, long)}, with the {@linkplain Seeds#next() next stream}
   * of the process in the place of a seed: no other connectivity has the same synapses.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param inDegree synapses of each post-synaptic neuron, 0 to {@code preNeurons}
   * @return the connectivity
   * @throws IllegalArgumentException as with a seed
   */
  public static SparseConnectivity randomInDegree(int preNeurons, int postNeurons, int inDegree) {
    return drawnInDegree(preNeurons, postNeurons, inDegree, Seeds::next);
  }

  /**
   * As {@link #randomInDegree(int, int, int, long)}, with a stream in the place of a seed.
   *
   * @param preNeurons number of pre-synaptic neurons, at least 1
   * @param postNeurons number of post-synaptic neurons, at least 1
   * @param inDegree synapses of each post-synaptic neuron, 0 to {@code preNeurons}
   * @param random where the numbers come from; its position moves
   * @return the connectivity
   * @throws IllegalArgumentException as with a seed
   */
  public static SparseConnectivity randomInDegree(
      int preNeurons, int postNeurons, int inDegree, RandomStream random) {
    return drawnInDegree(preNeurons, postNeurons, inDegree, random::split);
  }

  private static SparseConnectivity drawnInDegree(
      int preNeurons, int postNeurons, int inDegree, Supplier<RandomStream> random) {
    Require.positive("preNeurons", preNeurons);
    Require.positive("postNeurons", postNeurons);
    if (inDegree < 0 || inDegree > preNeurons) {
      throw new IllegalArgumentException(
          "inDegree: expected 0 to " + preNeurons + ", got " + inDegree);
    }
    int[] rowStart = rowStarts(preNeurons);
    int[] target =
        RandomRows.withInDegree(rowStart, postNeurons, inDegree, random.get().split("sources"));
    return uniform(postNeurons, rowStart, target);
  }

  private static SparseConnectivity uniform(int post, int[] rowStart, int[] target) {
    char[] delay = new char[target.length];
    Arrays.fill(delay, (char) DEFAULT_DELAY);
    SparseRows rows = new SparseRows(post, rowStart, target, delay);
    return new SparseConnectivity(rows, new float[target.length]);
  }

  /**
   * The same synapses with random weights.
   *
   * @param low the least, finite
   * @param high above all of them unless it is {@code low}, finite
   * @param seed what the weights depend on
   * @return the changed connectivity
   * @throws IllegalArgumentException if the range is not one of finite numbers in order
   */
  public SparseConnectivity withWeights(float low, float high, long seed) {
    return weighted(low, high, () -> of(seed));
  }

  /**
   * The same synapses with random weights from the {@linkplain Seeds#next() next stream} of the
   * process.
   *
   * @param low the least, finite
   * @param high above all of them unless it is {@code low}, finite
   * @return the changed connectivity
   * @throws IllegalArgumentException if the range is not one of finite numbers in order
   */
  public SparseConnectivity withWeights(float low, float high) {
    return weighted(low, high, Seeds::next);
  }

  /**
   * The same synapses with random weights from a stream.
   *
   * @param low the least, finite
   * @param high above all of them unless it is {@code low}, finite
   * @param random where the numbers come from; its position moves
   * @return the changed connectivity
   * @throws IllegalArgumentException if the range is not one of finite numbers in order
   */
  public SparseConnectivity withWeights(float low, float high, RandomStream random) {
    return weighted(low, high, random::split);
  }

  private SparseConnectivity weighted(float low, float high, Supplier<RandomStream> all) {
    if (!(low <= high && Float.isFinite(high - low))) {
      throw new IllegalArgumentException(
          "weights: expected a finite range low <= high, got " + low + " to " + high);
    }
    RandomStream random = all.get().split("weights");
    float[] drawn = new float[size()];
    for (int s = 0; s < drawn.length; s++) {
      drawn[s] = low + (high - low) * random.nextFloat();
    }
    return new SparseConnectivity(rows, drawn);
  }

  /**
   * The same synapses, with their weights, with random delays, each equally likely. Changes the
   * order of the synapses.
   *
   * @param least the least delay in time steps, at least 0
   * @param most the greatest delay, at most 65535
   * @param seed what the delays depend on
   * @return the changed connectivity
   * @throws IllegalArgumentException if the delays are out of range or not in order
   */
  public SparseConnectivity withDelays(int least, int most, long seed) {
    return delayed(least, most, () -> of(seed));
  }

  /**
   * As {@link #withDelays(int, int, long)}, with the {@linkplain Seeds#next() next stream} of the
   * process in the place of a seed.
   *
   * @param least the least delay in time steps, at least 0
   * @param most the greatest delay, at most 65535
   * @return the changed connectivity
   * @throws IllegalArgumentException if the delays are out of range or not in order
   */
  public SparseConnectivity withDelays(int least, int most) {
    return delayed(least, most, Seeds::next);
  }

  /**
   * As {@link #withDelays(int, int, long)}, with a stream in the place of a seed.
   *
   * @param least the least delay in time steps, at least 0
   * @param most the greatest delay, at most 65535
   * @param random where the numbers come from; its position moves
   * @return the changed connectivity
   * @throws IllegalArgumentException if the delays are out of range or not in order
   */
  public SparseConnectivity withDelays(int least, int most, RandomStream random) {
    return delayed(least, most, random::split);
  }

  private SparseConnectivity delayed(int least, int most, Supplier<RandomStream> all) {
    if (least < 0 || most < least || most > Character.MAX_VALUE) {
      throw new IllegalArgumentException(
          "delays: expected 0 <= least <= most <= "
              + (int) Character.MAX_VALUE
              + ", got "
              + least
              + " to "
              + most);
    }
    if (hasSeveralDelays()) { // which have put synapses in another order
      return of(preNeurons(), postNeurons(), pre(), post(), weights).delayed(least, most, all);
    }
    int[] rowStart = new int[preNeurons() + 1];
    int[] target = new int[size()];
    char[] delay = new char[size()];
    float[] weight = new float[size()];
    char[] drawn = new char[0];
    int[] next = new int[most - least + 2];
    RandomStream delays = all.get().split("delays");
    for (int i = 0; i < preNeurons(); i++) {
      int from = rows.rowStart(i);
      int length = rows.rowStart(i + 1) - from;
      rowStart[i + 1] = from + length;
      drawn = drawn.length < length ? new char[length] : drawn;
      Arrays.fill(next, 0);
      RandomStream random = delays.split(i);
      for (int s = 0; s < length; s++) {
        drawn[s] = (char) (least + random.nextInt(most - least + 1));
        next[drawn[s] - least + 1]++;
      }
      SparseOrder.sum(next);
      for (int s = 0; s < length; s++) {
        int to = from + next[drawn[s] - least]++;
        target[to] = rows.target(from + s);
        delay[to] = drawn[s];
        weight[to] = weights[from + s];
      }
    }
    return new SparseConnectivity(new SparseRows(postNeurons(), rowStart, target, delay), weight);
  }

  /** Whether a neuron has synapses of several delays. */
  private boolean hasSeveralDelays() {
    for (int i = 0; i < preNeurons(); i++) {
      int end = rows.rowStart(i + 1);
      if (rows.rowStart(i) < end && rows.delay(rows.rowStart(i)) != rows.delay(end - 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Number of pre-synaptic neurons.
   *
   * @return at least 1
   */
  public int preNeurons() {
    return rows.pre();
  }

  /**
   * Number of post-synaptic neurons.
   *
   * @return at least 1
   */
  public int postNeurons() {
    return rows.post();
  }

  /**
   * Number of synapses.
   *
   * @return at least 0
   */
  public int size() {
    return rows.size();
  }

  /**
   * The pre-synaptic neurons.
   *
   * @return for each synapse its neuron, ascending; a copy
   */
  public int[] pre() {
    int[] pre = new int[size()];
    for (int i = 0; i < preNeurons(); i++) {
      Arrays.fill(pre, rows.rowStart(i), rows.rowStart(i + 1), i);
    }
    return pre;
  }

  /**
   * The post-synaptic neurons.
   *
   * @return for each synapse its neuron; a copy
   */
  public int[] post() {
    int[] post = new int[size()];
    for (int s = 0; s < post.length; s++) {
      post[s] = rows.target(s);
    }
    return post;
  }

  /**
   * The delays.
   *
   * @return for each synapse its delay in time steps; a copy
   */
  public int[] delays() {
    int[] delays = new int[size()];
    for (int s = 0; s < delays.length; s++) {
      delays[s] = rows.delay(s);
    }
    return delays;
  }

  /**
   * The first weights.
   *
   * @return for each synapse its weight; a copy
   */
  public float[] weights() {
    return weights.clone();
  }

  /**
   * Writes synapses, first weights and delays to a file.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    Archive.write(file, KIND, this::write);
  }

  private void write(ArchiveWriter out) throws IOException {
    out.number(preNeurons());
    out.number(postNeurons());
    int[] rowStart = new int[preNeurons() + 1];
    for (int i = 0; i < rowStart.length; i++) {
      rowStart[i] = rows.rowStart(i);
    }
    out.ints(rowStart);
    out.ints(post());
    out.ints(delays());
    out.floats(weights);
  }

  /**
   * Reads synapses.
   *
   * @param file what {@link #save} wrote
   * @return the connectivity
   * @throws IOException if it cannot be read, is damaged or no connectivity
   */
  public static SparseConnectivity load(Path file) throws IOException {
    return Archive.read(file, KIND, SparseConnectivity::read);
  }

  private static SparseConnectivity read(ArchiveReader in) throws IOException {
    int pre = in.number("pre-synaptic neurons", 1, Integer.MAX_VALUE - 1);
    int post = in.number("post-synaptic neurons", 1, Integer.MAX_VALUE);
    int[] rowStart = in.ints("row starts", pre + 1, 0, Integer.MAX_VALUE);
    int[] target = in.ints("targets", rowStart[pre], 0, post - 1);
    int[] steps = in.ints("delays", target.length, 0, Character.MAX_VALUE);
    float[] weight = in.finite("weights", target.length);
    char[] delay = new char[steps.length];
    for (int s = 0; s < delay.length; s++) {
      delay[s] = (char) steps[s];
    }
    try {
      return new SparseConnectivity(new SparseRows(post, rowStart, target, delay), weight);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  SparseRows rows() {
    return rows;
  }

  @Override
  public String toString() {
    return "SparseConnectivity("
        + preNeurons()
        + " to "
        + postNeurons()
        + ", "
        + size()
        + " synapses)";
  }
}
