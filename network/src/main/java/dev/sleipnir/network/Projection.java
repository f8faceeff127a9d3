package dev.sleipnir.network;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseEquations.Action;
import dev.sleipnir.kernels.equation.SynapseEquations.Change;
import dev.sleipnir.kernels.equation.SynapseEquations.Delivery;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import dev.sleipnir.kernels.network.SynapseModel;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.sparse.FixedRows;
import dev.sleipnir.kernels.sparse.SynapseCount;
import dev.sleipnir.kernels.sparse.SynapseParts;
import dev.sleipnir.kernels.state.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
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
  private final Spikes sent;
  private final Population to;
  private final double dt;
  private final RandomStream random;
  private @Nullable Connectivity connectivity;
  private @Nullable Synapse synapse;
  private Values delay = Values.of(0);
  private final Map<String, Values> delays = new TreeMap<>();
  private final Map<String, Values> given = new TreeMap<>();
  private @Nullable Parallel threads;
  private int size;
  private @Nullable Events events;
  private boolean isPlastic = true;

  Projection(
      String name, Population from, Spikes sent, Population to, double dt, RandomStream random) {
    this.name = name;
    this.from = from;
    this.sent = sent;
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
      Part.named(
          name,
          () -> {
            requireKnown(KNOWN, Set.of(variable), names());
            String what = Objects.requireNonNull(synapse).model() == null ? "weight" : variable;
            made.set(variable, drawn(what, values, size, this::list));
          });
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
    made = Part.named(name, () -> make(parallel));
    events = made;
    if (!isPlastic) {
      made.plastic(false);
    }
    return made;
  }

  boolean isMade() {
    return events != null;
  }

  /** As if it had not been asked for: something else of the network is wrong. */
  void unmake() {
    events = null;
    from.unused(name);
    to.unused(name);
  }

  private Events make(Parallel parallel) {
    if (connectivity == null || synapse == null) {
      throw new IllegalStateException(
          "expected "
              + (connectivity == null ? "connect(...)" : "synapse(...)")
              + " before the network runs, got none");
    }
    threads = parallel;
    SynapseModel model = synapse.model();
    SynapseCount count = count();
    size = count.size();
    return model == null
        ? fixed(synapse.port(), count, parallel)
        : written(model, new SynapseList(count), parallel);
  }

  /** Asks the connectivity, each time anew. */
  private SynapseCount count() {
    Connectivity rule = Objects.requireNonNull(connectivity);
    RandomStream stream = random.split("connect");
    return new SynapseCount(
        from.size(),
        to.size(),
        (part, parts, into) ->
            rule.connectPart(from.size(), to.size(), stream, part, parts, into::add),
        Objects.requireNonNull(threads));
  }

  private SynapseList list() {
    return new SynapseList(count());
  }

  /** What of the neurons the text sets or adds to. */
  private void use(SynapseEquations equations) {
    equations.sums().forEach(sum -> to.use(sum.port(), Uses.Kind.SUM, name));
    for (Pathway pathway : equations.pathways()) {
      for (Action action : pathway.actions()) {
        if (action instanceof Delivery delivery) {
          to.use(delivery.port(), Uses.Kind.SPIKES, name);
        } else if (action instanceof Change change && change.side() != null) {
          (change.side() == Side.PRE ? from : to).use(change.name(), Uses.Kind.SPIKES, name);
        }
      }
    }
  }

  private Events fixed(String port, SynapseCount count, Parallel parallel) {
    to.use(port, Uses.Kind.SPIKES, name);
    requireKnown("a pathway of the synapse", delays.keySet(), List.of());
    requireKnown(KNOWN, given.keySet(), names());
    Values.OfSynapses times = ofSynapses("delay", delay, count.size());
    Values weight = given.getOrDefault(WEIGHT, Values.of(1));
    Values.OfSynapses weights = ofSynapses("weight", weight, count.size());
    SynapseParts.@Nullable PerSynapse delays =
        times.isOne() ? null : (synapse, i, j) -> steps(times.at(synapse, i, j));
    SynapseParts.@Nullable PerSynapse numbers =
        weights.isOne()
            ? null
            : (synapse, i, j) -> finite("weight", synapse, weights.at(synapse, i, j));
    FixedRows rows =
        FixedRows.of(
            count,
            delays == null ? steps(times.at(0, 0, 0)) : 0,
            delays,
            numbers == null ? (float) finite("weight", 0, weights.at(0, 0, 0)) : 0,
            numbers,
            to.ranges());
    return new FixedEvents(sent, to, port, rows, () -> FixedRows.order(count(), delays), parallel);
  }

  private Values.OfSynapses ofSynapses(String what, Values values, int count) {
    try {
      return values.ofSynapses(count, random.split(what));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
    }
  }

  private Events written(SynapseModel model, SynapseList list, Parallel parallel) {
    requireKnown(KNOWN, given.keySet(), names());
    List<String> pathways = model.equations().pathways().stream().map(Projection::nameOf).toList();
    requireKnown("a pathway of the synapse", delays.keySet(), pathways);
    use(model.equations());
    Map<String, double[]> values = new HashMap<>();
    given.forEach(
        (variable, of) -> values.put(variable, drawn(variable, of, list.size(), () -> list)));
    return new TextEvents(
        model, from, sent, to, list, dt, pathway -> delaysOf(pathway, list), values, parallel);
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

  private int[] delaysOf(Pathway pathway, SynapseList list) {
    String path = nameOf(pathway);
    Values of = path.isEmpty() ? delay : delays.getOrDefault(path, Values.of(0));
    String what = "delay" + (path.isEmpty() ? "" : " " + path);
    return Arrays.stream(drawn(what, of, list.size(), () -> list)).mapToInt(this::steps).toArray();
  }

  private void requireKnown(String what, Set<String> names, List<String> known) {
    for (String one : names) {
      if (!known.contains(one)) {
        throw new IllegalArgumentException(
            "expected " + what + ", of " + known + ", got '" + one + "'");
      }
    }
  }

  /** The numbers of all synapses, or one if they are the same. */
  private double[] drawn(String what, Values values, int count, Supplier<SynapseList> synapses) {
    Values.OfSynapses of = ofSynapses(what, values, count);
    if (of.isOne()) {
      return new double[] {finite(what, 0, of.at(0, 0, 0))};
    }
    SynapseList list = synapses.get();
    double[] drawn = new double[count];
    for (int s = 0; s < count; s++) {
      drawn[s] = finite(what, s, of.at(s, list.pre[s], list.post[s]));
    }
    return drawn;
  }

  private static double finite(String what, int synapse, double value) {
    if (!Float.isFinite((float) value)) {
      throw new IllegalArgumentException(
          "expected a finite " + what + ", got " + value + " at synapse " + synapse);
    }
    return value;
  }

  private int steps(double time) {
    double exact = time / dt;
    long rounded = Math.round(exact);
    if (!(rounded >= 0 && rounded <= LONGEST_DELAY) || Double.isNaN(exact)) {
      throw new IllegalArgumentException(
          "expected delays of 0 to " + LONGEST_DELAY + " steps of " + dt + ", got " + time);
    }
    return (int) rounded;
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
    Events made = made();
    return Part.named(name, () -> made.values(variable));
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
    return size;
  }

  @Override
  public String toString() {
    return name;
  }
}
