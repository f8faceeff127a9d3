package dev.sleipnir.network;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Synapses from one population to another: which there are, how long spikes take, and what they do.
 * Made by {@link Network#project}; what is not said is the default.
 */
public final class Projection {
  /** The longest delay, in steps. */
  public static final int LONGEST_DELAY = Character.MAX_VALUE;

  private final String name;
  private final Population from;
  private final Population to;
  private final double dt;
  private final RandomStream random;
  private @Nullable Connectivity connectivity;
  private @Nullable Synapse synapse;
  private Values delay = Values.of(0);
  private Values weight = Values.of(1);
  private @Nullable SynapseList synapses;
  private @Nullable Events events;

  Projection(String name, Population from, Population to, double dt, RandomStream random) {
    this.name = name;
    this.from = from;
    this.to = to;
    this.dt = dt;
    this.random = random;
  }

  /**
   * Says which neurons are connected.
   *
   * @param rule the connectivity
   * @return this
   */
  public Projection connect(Connectivity rule) {
    requireOpen();
    connectivity = rule;
    return this;
  }

  /**
   * Says how long spikes take; without it they take no time and act in their own step.
   *
   * @param time the delay, in the unit of the network's time step, rounded to whole steps
   * @return this
   */
  public Projection delay(double time) {
    return delay(Values.of(time));
  }

  /**
   * Says how long spikes take to each synapse.
   *
   * @param times the delays, in the unit of the network's time step, rounded to whole steps
   * @return this
   */
  public Projection delay(Values times) {
    requireOpen();
    delay = times;
    return this;
  }

  /**
   * Says what spikes do.
   *
   * @param kind the synapse
   * @return this
   */
  public Projection synapse(Synapse kind) {
    requireOpen();
    synapse = kind;
    return this;
  }

  /**
   * Gives all synapses one weight, which is stored once. Without it that is 1.
   *
   * @param value the weight
   * @return this
   */
  public Projection weight(double value) {
    return weight(Values.of(value));
  }

  /**
   * Gives each synapse a weight.
   *
   * @param values the weights
   * @return this
   */
  public Projection weight(Values values) {
    requireOpen();
    weight = values;
    return this;
  }

  private void requireOpen() {
    if (events != null) {
      throw new IllegalStateException(name + ": expected to be told before the first step");
    }
  }

  /** Makes the synapses, once. */
  Events events(Parallel parallel) {
    Events made = events;
    if (made != null) {
      return made;
    }
    if (connectivity == null || synapse == null) {
      throw new IllegalStateException(
          name
              + ": expected "
              + (connectivity == null ? "connect(...)" : "synapse(...)")
              + " before the network runs, got none");
    }
    SynapseList list =
        SynapseList.of(name, connectivity, from.size(), to.size(), random.split("connect"));
    int[] delays = delays(drawn("delay", delay, list.size()));
    double[] weights = drawn("weight", weight, list.size());
    synapses = list;
    made = new FixedEvents(from, to, synapse.port(), list, delays, weights, parallel);
    events = made;
    return made;
  }

  private double[] drawn(String what, Values values, int count) {
    double[] drawn = values.draw(count, random.split(what));
    if (drawn.length != 1 && drawn.length != count) {
      throw new IllegalArgumentException(
          name
              + ": expected a "
              + what
              + " for each of "
              + count
              + " synapses, got "
              + drawn.length);
    }
    for (int s = 0; s < drawn.length; s++) {
      if (!Float.isFinite((float) drawn[s])) {
        throw new IllegalArgumentException(
            name + ": expected a finite " + what + ", got " + drawn[s] + " at synapse " + s);
      }
    }
    return drawn;
  }

  private int[] delays(double[] times) {
    int[] steps = new int[times.length];
    for (int s = 0; s < steps.length; s++) {
      double exact = times[s] / dt;
      long rounded = Math.round(exact);
      if (rounded < 0 || rounded > LONGEST_DELAY) {
        throw new IllegalArgumentException(
            name
                + ": expected delays of 0 to "
                + LONGEST_DELAY
                + " steps of "
                + dt
                + ", got "
                + times[s]);
      }
      steps[s] = (int) rounded;
    }
    return steps;
  }

  /**
   * A parameter or variable of the synapses.
   *
   * @param variable its name; {@code weight} for the weight of fixed ones
   * @return its value at each synapse, in the order of the connectivity; one value if it is the
   *     same for all
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException before the network has run, which makes the synapses
   */
  public float[] values(String variable) {
    return made().values(variable);
  }

  private Events made() {
    if (events == null) {
      throw new IllegalStateException(name + ": expected to be asked after the first step");
    }
    return events;
  }

  /**
   * How many synapses there are.
   *
   * @return at least 0
   * @throws IllegalStateException before the network has run, which makes the synapses
   */
  public int size() {
    Events _ = made();
    return Objects.requireNonNull(synapses).size();
  }

  @Override
  public String toString() {
    return name;
  }
}
