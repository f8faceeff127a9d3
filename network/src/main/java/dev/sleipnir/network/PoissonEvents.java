package dev.sleipnir.network;

import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.state.State;
import org.jspecify.annotations.Nullable;

/** What many independent sources deliver to each neuron: in a step a Poisson number of spikes. */
final class PoissonEvents implements RangedEvents {
  /** Uniform numbers are looked up by their first digits. */
  private static final int GUIDES = 1024;

  private final String name;
  private final double mean;
  private final Population to;
  private final float[] port;
  private long first;
  private final float @Nullable [] refractory;
  private final float weight;
  private final RandomStream random;
  private final float[] uniform;

  /** Probability of at most so many spikes. */
  private final double[] cumulative;

  /** The least number that a uniform number from a 1024th on may mean. */
  private final int[] guide = new int[GUIDES];

  PoissonEvents(
      String name, Population to, String port, double mean, double weight, RandomStream random) {
    this.name = name;
    this.mean = mean;
    this.to = to;
    this.port = to.port(port);
    refractory = to.holding(port);
    this.weight = (float) weight;
    this.random = random;
    uniform = new float[to.size()];
    // Beyond so many deviations single precision has no uniform number left.
    cumulative = new double[(int) (mean + 8 * Math.sqrt(mean) + 16)];
    double logarithm = -mean;
    double sum = 0;
    for (int k = 0; k < cumulative.length; k++) {
      sum += Math.exp(logarithm);
      cumulative[k] = sum;
      logarithm += Math.log(mean) - Math.log(k + 1.0);
    }
    for (int g = 0, k = 0; g < GUIDES; g++) {
      while (k < cumulative.length - 1 && cumulative[k] <= (double) g / GUIDES) {
        k++;
      }
      guide[g] = k;
    }
  }

  @Override
  public Population to() {
    return to;
  }

  @Override
  public long begin(long step) {
    first = step * uniform.length;
    return uniform.length;
  }

  @Override
  public void deliver(int range, int from, int to) {
    Philox.uniform(random.seed(), random.stream(), first + from, uniform, from, to);
    int last = cumulative.length - 1;
    for (int i = from; i < to; i++) {
      float u = uniform[i];
      int count = guide[(int) (u * GUIDES)];
      while (count < last && u >= cumulative[count]) {
        count++;
      }
      if (refractory == null || !(refractory[i] > 0)) {
        port[i] += count * weight;
      }
    }
  }

  @Override
  public void state(State state) {
    state.require("spikes a step and their weight", mean + ", " + weight);
  }

  @Override
  public String toString() {
    return name;
  }

  @Override
  public void set(String name, double[] values) {
    throw new IllegalArgumentException("Poisson input: expected to be left as it is");
  }

  @Override
  public float[] values(String name) {
    throw new IllegalArgumentException("Poisson input: expected no question, got '" + name + "'");
  }
}
