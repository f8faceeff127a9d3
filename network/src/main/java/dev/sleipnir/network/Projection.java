package dev.sleipnir.network;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import dev.sleipnir.kernels.network.SynapseModel;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Synapses from one population to another: which there are, how long spikes take, and what they do.
 * Made by {@link Network#project}; what is not said is the default.
 */
public final class Projection {
  /** The longest delay, in steps. */
  public static final int LONGEST_DELAY = Character.MAX_VALUE;

  /** What the weight is called in a text. */
  static final String WEIGHT = "w";

  private static final String POST = "post";

  private static final String KNOWN = "one of the parameters or variables";

  private final String name;
  private final Population from;
  private final Population to;
  private final double dt;
  private final RandomStream random;
  private @Nullable Connectivity connectivity;
  private @Nullable Synapse synapse;
  private Values delay = Values.of(0);
  private final Map<String, Values> delays = new TreeMap<>();
  private final Map<String, Values> given = new TreeMap<>();
  private @Nullable SynapseList synapses;
  private @Nullable Events events;
  private boolean isPlastic = true;

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
   * Says how long spikes take on a pathway of the synapse's text.
   *
   * @param pathway the name after {@code after}; {@code post} for spikes of the neurons that
   *     receive where the text names no delay
   * @param times the delays, in the unit of the network's time step, rounded to whole steps
   * @return this
   */
  public Projection delay(String pathway, Values times) {
    requireOpen();
    delays.put(pathway, times);
    return this;
  }

  /**
   * Sets a parameter or a variable of the synapse's text: before the first step, or later between
   * steps. A parameter that is one number is stored once. A variable with an equation between
   * events is set as of each synapse's last event.
   *
   * @param variable its name
   * @param values its values; of a variable or parameter, the same distribution draws the same
   *     values whenever it is set
   * @return this
   * @throws IllegalArgumentException after the first step, if there is none of that name, there are
   *     more or fewer values than synapses, or one is not as it has to be; nothing has changed then
   */
  public Projection set(String variable, Values values) {
    Events made = events;
    if (made == null) {
      given.put(variable, values);
    } else {
      requireKnown(KNOWN, Set.of(variable), names());
      made.set(variable, drawn(variable, values, size()));
    }
    return this;
  }

  /**
   * Sets a parameter or a variable of the synapse's text to one number.
   *
   * @param variable its name
   * @param value its value
   * @return this
   */
  public Projection set(String variable, double value) {
    return set(variable, Values.of(value));
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
   * Gives each synapse a weight: the {@code w} of a text. As {@link #set(String, Values)}, also
   * between steps.
   *
   * @param values the weights
   * @return this
   */
  public Projection weight(Values values) {
    return set(WEIGHT, values);
  }

  /**
   * Says whether weights change. Where they do not, lines that change {@code w} are left out; all
   * else goes on: traces, short-term depression, what is delivered. It can be said at any time, and
   * is kept in snapshots.
   *
   * @param is false for weights that stand still
   * @return this
   */
  public Projection plastic(boolean is) {
    isPlastic = is;
    if (events != null) {
      events.plastic(is);
    }
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
    SynapseModel model = synapse.model();
    made = model == null ? fixed(synapse.port(), list, parallel) : written(model, list, parallel);
    synapses = list;
    events = made;
    if (!isPlastic) {
      made.plastic(false);
    }
    return made;
  }

  private Events fixed(String port, SynapseList list, Parallel parallel) {
    requireKnown("a pathway of the synapse", delays.keySet(), List.of());
    requireKnown(KNOWN, given.keySet(), names());
    int[] steps = delays(drawn("delay", delay, list.size()));
    double[] weights = drawn("weight", given.getOrDefault(WEIGHT, Values.of(1)), list.size());
    return new FixedEvents(from, to, port, list, steps, weights, parallel);
  }

  private Events written(SynapseModel model, SynapseList list, Parallel parallel) {
    requireKnown(KNOWN, given.keySet(), names());
    List<String> pathways = model.equations().pathways().stream().map(Projection::nameOf).toList();
    requireKnown("a pathway of the synapse", delays.keySet(), pathways);
    Map<String, double[]> values = new HashMap<>();
    given.forEach((variable, of) -> values.put(variable, drawn(variable, of, list.size())));
    return new TextEvents(
        name,
        model,
        from,
        to,
        list,
        dt,
        pathway -> delaysOf(pathway, list.size()),
        values,
        parallel);
  }

  /** What can be set. */
  private List<String> names() {
    SynapseModel model = Objects.requireNonNull(synapse).model();
    if (model == null) {
      return List.of(WEIGHT);
    }
    List<String> names = new ArrayList<>(model.parameters());
    names.addAll(model.equations().stateNames());
    return names;
  }

  /** What a pathway's delay is called. */
  private static String nameOf(Pathway pathway) {
    return pathway.delay().isEmpty() && pathway.side() == Side.POST ? POST : pathway.delay();
  }

  private int[] delaysOf(Pathway pathway, int count) {
    String named = nameOf(pathway);
    Values of = named.isEmpty() ? delay : delays.getOrDefault(named, Values.of(0));
    return delays(drawn("delay" + (named.isEmpty() ? "" : " " + named), of, count));
  }

  private void requireKnown(String what, Set<String> names, List<String> known) {
    for (String one : names) {
      if (!known.contains(one)) {
        throw new IllegalArgumentException(
            name + ": expected " + what + ", of " + known + ", got '" + one + "'");
      }
    }
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
   * @param variable its name; {@code w} for the weight of fixed ones
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

  /** Tells which synapses there are, and what they carry from step to step. */
  void state(State state) {
    state.require("synapse", Objects.requireNonNull(synapse).text());
    made().state(state);
    boolean noted = state.number("plastic", isPlastic ? 1 : 0, 0, 1) == 1;
    state.restore(() -> plastic(noted));
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
