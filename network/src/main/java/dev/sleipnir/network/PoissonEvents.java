package dev.sleipnir.network;

import dev.sleipnir.kernels.network.Deliveries;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.PoissonTable;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.state.State;
import org.jspecify.annotations.Nullable;

/** What many independent sources deliver to each neuron: in a step a Poisson number of spikes. */
final class PoissonEvents implements RangedEvents {
  private final String name;
  private final double mean;
  private final Population to;
  private final float[] port;
  private long first;
  private final float @Nullable [] refractory;
  private final float weight;
  private final RandomStream random;
  private final float[] drawn;
  private final PoissonTable counts;

  PoissonEvents(
      String name, Population to, String port, double mean, double weight, RandomStream random) {
    this.name = name;
    this.mean = mean;
    this.to = to;
    this.port = to.port(port);
    refractory = to.holding(port);
    this.weight = (float) weight;
    this.random = random;
    drawn = new float[to.size()];
    counts = new PoissonTable(mean);
  }

  @Override
  public Population to() {
    return to;
  }

  @Override
  public long begin(long step) {
    first = step * drawn.length;
    return drawn.length;
  }

  @Override
  public void deliver(int range, int from, int to) {
    Philox.uniform(random.seed(), random.stream(), first + from, drawn, from, to);
    counts.scaled(drawn, from, to, weight);
    Deliveries.add(port, refractory, from, drawn, from, to - from);
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
