package dev.sleipnir.network;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;
import dev.sleipnir.kernels.tuning.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Populations of neurons, joined by projections, and what is recorded of them.
 *
 * <pre>{@code
 * var net = new Network(0.1 * MS, 42);
 * var e = net.population("e", lif, 3200).set("v", Values.uniform(-0.06, -0.05));
 * net.project(e, e).connect(probability(0.02)).delay(1.5 * MS).synapse(Synapse.into("ge")).weight(2e-3);
 * var spikes = net.record(e).spikes();
 * net.run(1);
 * }</pre>
 *
 * <p>A step n, from time n dt to (n + 1) dt: inputs take their values and monitors of states look;
 * sums over synapses; all neurons are advanced; those that cross their threshold spike, and
 * monitors of spikes look; what is due is delivered, projection after projection in the order in
 * which they were made, first what spikes of senders do, then what spikes of receivers do; neurons
 * that spiked are reset. A spike over d steps acts in the step d later, so the neuron it reaches is
 * advanced with it in the step after that.
 *
 * <p>The same seed gives the same bits, for any number of threads and any width of vectors. To be
 * used by one thread.
 */
public final class Network {
  /** Neurons of a piece of work, a multiple of 64. */
  private static final int BLOCK = 2048;

  private final double dt;
  private final RandomStream random;
  private final Parallel parallel;
  private final SequencedMap<String, Population> populations = new LinkedHashMap<>();

  /** Projections and inputs, in the order in which they act. */
  private final List<Function<Parallel, Events>> acting = new ArrayList<>();

  private final List<Projection> projections = new ArrayList<>();
  private final List<Events> inputs = new ArrayList<>();
  private final Map<String, Integer> projectionsOfName = new HashMap<>();
  private final List<Monitor> monitors = new ArrayList<>();
  private Population[] neurons = {};
  private Spiking[] spiking = {};
  private Events[] events = {};

  /** The same where spikes of senders arrive. */
  private LongConsumer[] delivering = {};

  private Monitor[] watching = {};

  /** Pieces of work: which population, from which neuron on. */
  private int[] blockOf = {};

  private int[] blockFrom = {};

  /** About how many additions advancing all neurons takes. */
  private long updateCost;

  private final Parallel.Task update = this::update;
  private final Callbacks callbacks = new Callbacks();

  /** Numbers of the program, which are in snapshots. */
  private final Map<String, long[]> carried = new LinkedHashMap<>();

  private @Nullable Pace pace;
  private long step;
  private boolean isRunning;
  private volatile boolean isStopped;

  /**
   * A network that uses all cores.
   *
   * @param dt the time step; its unit is that of all times and of the texts' rates
   * @param seed what everything random depends on
   * @throws IllegalArgumentException if the time step is not positive and finite
   */
  public Network(double dt, long seed) {
    this(dt, seed, Parallel.common());
  }

  /**
   * A network.
   *
   * @param dt the time step; its unit is that of all times and of the texts' rates
   * @param seed what everything random depends on
   * @param parallel the threads
   * @throws IllegalArgumentException if the time step is not positive and finite
   */
  public Network(double dt, long seed, Parallel parallel) {
    Require.positive("time step", dt);
    this.dt = dt;
    random = new RandomStream(seed);
    this.parallel = parallel;
  }

  /**
   * Adds neurons.
   *
   * @param name a name that no other population has
   * @param neuron what they are
   * @param size how many, at least 1
   * @return the population
   * @throws IllegalArgumentException if the name is taken or the size is not positive
   */
  public Population population(String name, Neuron neuron, int size) {
    return added(Population.of(name, neuron, size, dt, stream(name)));
  }

  /**
   * Adds neurons that are a text.
   *
   * @param name a name that no other population has
   * @param text what they are, as {@link Neuron#parse} reads it
   * @param size how many, at least 1
   * @return the population
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong: names line and
   *     column of the first error, what was expected and what came
   * @throws IllegalArgumentException if the name is taken or the size is not positive
   */
  public Population population(String name, String text, int size) {
    return population(name, Neuron.parse(text), size);
  }

  /**
   * Adds neurons that spike by chance, each step with the same probability.
   *
   * @param name a name that no other population has
   * @param size how many, at least 1
   * @param rate spikes per neuron and unit of time, at least 0
   * @return the population
   * @throws IllegalArgumentException if the name is taken, the size is not positive or the rate
   *     negative
   */
  public Population poisson(String name, int size, double rate) {
    Require.positive("size of " + name, size);
    RandomStream own = stream(name);
    return added(
        Part.named(
            name,
            () ->
                Population.of(
                    name, size, new PoissonSpikes(size, dt, rate, own.split("spikes")), own)));
  }

  /**
   * Adds a source of given spikes.
   *
   * @param name a name that no other population has
   * @param size how many neurons, at least 1
   * @param steps for each spike its step, in any order
   * @param neurons for each spike the neuron
   * @return the population
   * @throws IllegalArgumentException if the name is taken, the size is not positive, a step is
   *     negative, there is no such neuron, or one spikes twice in a step
   */
  public Population spikes(String name, int size, long[] steps, int[] neurons) {
    Require.positive("size of " + name, size);
    return added(
        Population.of(name, size, new ListedSpikes(name, size, steps, neurons), stream(name)));
  }

  /**
   * Adds a source of given spikes, neuron by neuron: {@code net.spikes("given", new long[] {10,
   * 20})} is one neuron that spikes twice.
   *
   * @param name a name that no other population has
   * @param trains for each neuron the steps of its spikes, in any order; at least one neuron
   * @return the population
   * @throws IllegalArgumentException if the name is taken, there is no neuron, a step is negative
   *     or comes twice at a neuron
   */
  public Population spikes(String name, long[]... trains) {
    return spikes(
        name,
        trains.length,
        Arrays.stream(trains).flatMapToLong(Arrays::stream).toArray(),
        IntStream.range(0, trains.length)
            .flatMap(i -> IntStream.range(0, trains[i].length).map(_ -> i))
            .toArray());
  }

  private RandomStream stream(String name) {
    return random.split("population").split(name);
  }

  private Population added(Population population) {
    if (populations.putIfAbsent(population.name(), population) != null) {
      throw new IllegalArgumentException(
          "population: expected a new name, got '" + population.name() + "' a second time");
    }
    return population;
  }

  /**
   * Connects a population to another or to itself.
   *
   * @param from the neurons that send
   * @param to the neurons that receive
   * @return the projection, to be told what it is before the network runs
   * @throws IllegalArgumentException if one is not of this network
   */
  public Projection project(Population from, Population to) {
    return projection(from.name(), from, from.spiking(), to);
  }

  /**
   * Connects neurons at which something other than a spike happens to a population: that is what
   * the projection sends.
   *
   * @param from the event, {@code e.event("high")}
   * @param to the neurons that receive
   * @return the projection, to be told what it is before the network runs
   * @throws IllegalArgumentException if one is not of this network
   */
  public Projection project(Event from, Population to) {
    return projection(from.toString(), from.population(), from.spikes(), to);
  }

  private Projection projection(String sender, Population from, Spikes sent, Population to) {
    requireMine(from);
    requireMine(to);
    String pair = sender + " to " + to.name();
    int nth = projectionsOfName.merge(pair, 1, Integer::sum);
    RandomStream stream = random.split("projection").split(pair).split(nth);
    var projection =
        new Projection(nth == 1 ? pair : pair + " (" + nth + ")", from, sent, to, dt, stream);
    projections.add(projection);
    acting.add(projection::events);
    return projection;
  }

  /**
   * Gives every neuron spikes of many independent sources of its own, which are not simulated: in
   * each step a Poisson number of them, delivered as if by a projection made now.
   *
   * @param to the neurons
   * @param port the state variable or input that spikes are delivered to
   * @param sources how many sources each neuron has
   * @param rate spikes per source and unit of time
   * @param weight what a spike delivers
   * @throws IllegalArgumentException if the population is not of this network or has no such port,
   *     the number of sources or the rate is negative, more than a million spikes would come in a
   *     step, or the weight is not finite
   */
  public void poissonInput(Population to, String port, int sources, double rate, double weight) {
    requireMine(to);
    String name = to.name() + "." + port;
    Part.named("Poisson input to " + name, () -> addPoisson(to, port, name, sources, rate, weight));
  }

  private void addPoisson(
      Population to, String port, String name, int sources, double rate, double weight) {
    Require.atLeast("sources", 0, sources);
    Require.notNegative("rate", rate);
    double mean = sources * rate * dt;
    if (mean > 1e6) {
      throw new IllegalArgumentException("expected at most 1e6 spikes in a step, got " + mean);
    }
    if (!Float.isFinite((float) weight)) {
      throw new IllegalArgumentException("weight: expected a finite number, got " + weight);
    }
    to.use(port, Uses.Kind.SPIKES, "Poisson input");
    int nth = projectionsOfName.merge("input " + name, 1, Integer::sum);
    RandomStream stream = random.split("input").split(name).split(nth);
    if (mean > 0) {
      String full = nth == 1 ? name : name + " (" + nth + ")";
      var input = new PoissonEvents(full, to, port, mean, weight, stream);
      inputs.add(input);
      acting.add(_ -> input);
    }
  }

  /**
   * Records something of a population.
   *
   * @param population which
   * @param neurons which of its neurons; none for all
   * @return to be told what
   * @throws IllegalArgumentException if it is not of this network, there is no such neuron, or one
   *     comes twice
   */
  public Recording record(Population population, int... neurons) {
    requireMine(population);
    return new Recording(
        population, population.name(), population.spiking(), neurons.clone(), dt, monitors);
  }

  /**
   * Records an event other than spikes: the spikes of the recording are those events.
   *
   * @param event which
   * @param neurons which of the population's neurons; none for all
   * @return to be told what
   * @throws IllegalArgumentException if it is not of this network, there is no such neuron, or one
   *     comes twice
   */
  public Recording record(Event event, int... neurons) {
    requireMine(event.population());
    return new Recording(
        event.population(), event.toString(), event.spikes(), neurons.clone(), dt, monitors);
  }

  /**
   * Records something of the synapses of a projection.
   *
   * @param projection which
   * @param synapses which of its synapses, in the order of the connectivity; none for all
   * @return to be told what
   * @throws IllegalArgumentException if it is not of this network or a number is negative; numbers
   *     of synapses that are not there are refused when the network runs, which makes them
   */
  public SynapseRecording record(Projection projection, int... synapses) {
    if (!projections.contains(projection)) {
      throw new IllegalArgumentException(
          projection + ": expected a projection of this network, got another's");
    }
    return new SynapseRecording(projection, synapses.clone(), dt, monitors);
  }

  private void requireMine(Population population) {
    if (populations.get(population.name()) != population) {
      throw new IllegalArgumentException(
          population.name() + ": expected a population of this network, got another's");
    }
  }

  /**
   * The time step.
   *
   * @return as given
   */
  public double dt() {
    return dt;
  }

  /**
   * How many steps have passed.
   *
   * @return at least 0
   */
  public long step() {
    return step;
  }

  /**
   * The time that has passed.
   *
   * @return steps times dt
   */
  public double time() {
    return step * dt;
  }

  /**
   * Runs for a time; ends early if {@link #stop} is called or the thread is interrupted, which it
   * is then still.
   *
   * @param time how long, rounded to whole steps
   * @throws IllegalArgumentException if it is negative, or something of the network is not as it
   *     has to be; no step has been made then
   */
  public void run(double time) {
    runSteps(steps("time", time));
  }

  /**
   * Runs for some steps; ends early as {@link #run}.
   *
   * @param steps how many
   * @throws IllegalArgumentException if they are fewer than 0, or something of the network is not
   *     as it has to be; no step has been made then
   */
  public void runSteps(long steps) {
    Require.atLeast("steps", 0, steps);
    advance(steps, () -> false);
  }

  /**
   * Runs until something is so, looked at before each step and after the last; ends early as {@link
   * #run}.
   *
   * @param condition what ends the run
   * @param most the longest time, rounded to whole steps
   * @return whether it is so
   * @throws IllegalArgumentException if the time is negative, or something of the network is not as
   *     it has to be; no step has been made then
   */
  public boolean runUntil(BooleanSupplier condition, double most) {
    return advance(steps("time", most), condition);
  }

  private long steps(String name, double time) {
    Require.notNegative(name, time);
    return Math.round(time / dt);
  }

  private boolean advance(long steps, BooleanSupplier condition) {
    requireNoRun("to run");
    prepare();
    isStopped = false;
    isRunning = true;
    Pace told = pace;
    try {
      long end = Math.addExact(step, steps);
      if (told != null) {
        told.begin(step, end);
      }
      boolean is = condition.getAsBoolean();
      while (!is && step < end && goesOn()) {
        next();
        if (told != null) {
          told.passed(step, spiking);
        }
        is = condition.getAsBoolean();
      }
      if (told != null) {
        told.tell(step);
      }
      return is;
    } finally {
      isRunning = false;
      for (Monitor monitor : watching) {
        monitor.ended();
      }
    }
  }

  /** Whether the next step is made, after what is called before it. */
  private boolean goesOn() {
    if (callbacks.isDue(step)) {
      callbacks.call(step);
      prepare(); // it may have changed something
    }
    return !isStopped && !Thread.currentThread().isInterrupted();
  }

  private void requireNoRun(String what) {
    if (isRunning) {
      throw new IllegalStateException("network: expected " + what + " between runs, got it in one");
    }
  }

  /**
   * Ends the run that goes on before its next step. To be called in a callback, or by any thread;
   * between runs it does nothing.
   */
  public void stop() {
    isStopped = true;
  }

  /**
   * Calls something regularly while the network runs: before the steps that begin at multiples of
   * the interval, the first included. It may change parameters, variables and inputs, look at what
   * has been recorded, {@linkplain #store store} the network or {@link #stop} the run, but not run
   * it.
   *
   * @param interval the time between, rounded to whole steps, at least one
   * @param action what is called, after what was added earlier
   * @throws IllegalArgumentException if the interval is shorter than a step
   */
  public void every(double interval, Runnable action) {
    Require.positive("interval", interval);
    long steps = Math.round(interval / dt);
    if (steps < 1) {
      throw new IllegalArgumentException(
          "interval: expected at least a time step of " + dt + ", got " + interval);
    }
    callbacks.every(steps, step, action);
  }

  /**
   * Calls something once while the network runs, before the step that begins at a time.
   *
   * @param time when, rounded to whole steps; not before now
   * @param action what is called, as {@link #every} says
   * @throws IllegalArgumentException if that time has passed
   */
  public void at(double time, Runnable action) {
    long when = steps("time", time);
    if (when < step) {
      throw new IllegalArgumentException(
          "time: expected one that has not passed, from " + time() + " on, got " + time);
    }
    callbacks.at(when, step, action);
  }

  /**
   * Keeps numbers of the program in the network's snapshots: which trial it is, what has been
   * counted so far. They are stored as they are when the network is {@linkplain #store stored}, and
   * set when it is {@linkplain #restore restored}.
   *
   * @param name what they are; new
   * @param values the array itself, of the same length whenever the program runs
   * @throws IllegalArgumentException if the name is taken
   */
  public void carry(String name, long[] values) {
    if (carried.putIfAbsent(name, values) != null) {
      throw new IllegalArgumentException(
          "carried numbers: expected a new name, got '" + name + "' a second time");
    }
  }

  /**
   * Tells somebody how far runs are: when one begins, a few times a second, and when it ends. One
   * listener at a time; a later one replaces it.
   *
   * @param listener is told, on the thread that runs
   */
  public void progress(Consumer<? super Progress> listener) {
    pace = new Pace(listener, dt);
  }

  /**
   * A population.
   *
   * @param name its name
   * @return the population
   * @throws IllegalArgumentException if there is none of that name
   */
  public Population population(String name) {
    Population population = populations.get(name);
    if (population == null) {
      throw new IllegalArgumentException(
          "population: expected one of " + populations.keySet() + ", got '" + name + "'");
    }
    return population;
  }

  /**
   * All populations.
   *
   * @return in the order in which they were made
   */
  public List<Population> populations() {
    return List.copyOf(populations.values());
  }

  /**
   * A projection.
   *
   * @param name such as {@code e to i}, and {@code e to i (2)} for the second of the same
   *     populations
   * @return the projection
   * @throws IllegalArgumentException if there is none of that name
   */
  public Projection projection(String name) {
    for (Projection projection : projections) {
      if (projection.toString().equals(name)) {
        return projection;
      }
    }
    throw new IllegalArgumentException(
        "projection: expected one of " + projections + ", got '" + name + "'");
  }

  /**
   * All projections.
   *
   * @return in the order in which they were made
   */
  public List<Projection> projections() {
    return List.copyOf(projections);
  }

  /**
   * Writes all that the network carries from step to step to a file, from which a network that was
   * built in the same way goes on with the same bits, on any number of threads: variables and
   * parameters of neurons and synapses, spikes under way, how far random numbers have been drawn,
   * the step, and what monitors have recorded.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalArgumentException if something of the network is not as it has to be to run
   */
  public void store(Path file) throws IOException {
    prepare();
    State state = State.of();
    state(state);
    Snapshot.write(file, state);
  }

  /**
   * Goes on where a network of the same populations, projections, seed and time step was
   * {@linkplain #store stored}. A monitor that the other did not have starts here, one that this
   * does not have is left out.
   *
   * @param file the snapshot
   * @throws IOException if it cannot be read, is damaged, or of another network; the message names
   *     the file, what was expected and what came, and nothing has changed
   * @throws IllegalArgumentException if something of the network is not as it has to be to run
   */
  public void restore(Path file) throws IOException {
    requireNoRun("to be restored");
    prepare();
    State state = Snapshot.read(file);
    try {
      state(state);
    } catch (IllegalArgumentException e) {
      throw new IOException("snapshot " + file + ": " + e.getMessage(), e);
    }
    state.restore();
  }

  private void state(State state) {
    state.require("time step", String.valueOf(dt));
    state.require("seed", random.seed());
    state.require("populations", String.join("\n", populations.keySet()));
    state.require("projections", lines(projections));
    state.require("inputs", lines(inputs));
    long steps = state.number("step", step, 0, Long.MAX_VALUE);
    state.restore(() -> step = steps);
    populations.forEach((name, one) -> one.state(state.part("population " + name)));
    projections.forEach(one -> one.state(state.part("projection " + one)));
    inputs.forEach(one -> one.state(state.part("input " + one)));
    callbacks.state(state, steps);
    carried.forEach(state.part("carried")::carry);
    Map<String, Monitor> named = Names.of(monitors);
    for (String name : state.names("monitors", List.copyOf(named.keySet()))) {
      Monitor monitor = named.get(name);
      if (monitor != null) {
        monitor.state(state.part("monitor " + name));
      }
    }
  }

  private static String lines(List<?> things) {
    return things.stream().map(Object::toString).collect(Collectors.joining("\n"));
  }

  private void prepare() {
    populations.values().forEach(Population::ready);
    join();
    updateCost = 0;
    for (Spiking one : spiking) {
      updateCost += one.cost();
    }
  }

  /** Takes what has been added. */
  private void join() {
    if (neurons.length == populations.size()
        && events.length == acting.size()
        && watching.length == monitors.size()) {
      return;
    }
    neurons = populations.values().toArray(Population[]::new);
    spiking = populations.values().stream().map(Population::spiking).toArray(Spiking[]::new);
    // A piece of work is about half of a thread's share of all neurons.
    int threads = parallel.threads();
    long all = populations.values().stream().mapToLong(Population::size).sum();
    for (Population one : neurons) {
      one.ranges(threads == 1 ? 1 : (int) Math.max(1, Math.rint(2.0 * threads * one.size() / all)));
    }
    events = made();
    delivering = JointEvents.of(events, parallel);
    watching = monitors.toArray(Monitor[]::new);
    List<int[]> blocks = new ArrayList<>();
    for (int p = 0; p < neurons.length; p++) {
      for (int from = 0; from < neurons[p].size() && !neurons[p].isSource(); from += BLOCK) {
        blocks.add(new int[] {p, from});
      }
    }
    blockOf = blocks.stream().mapToInt(block -> block[0]).toArray();
    blockFrom = blocks.stream().mapToInt(block -> block[1]).toArray();
  }

  /** All that acts; if something is wrong, what is new is open to changes as before. */
  private Events[] made() {
    List<Projection> open = projections.stream().filter(one -> !one.isMade()).toList();
    try {
      Events[] made = new Events[acting.size()];
      for (int p = 0; p < made.length; p++) {
        made[p] = acting.get(p).apply(parallel);
      }
      monitors.forEach(Monitor::ready);
      return made;
    } catch (RuntimeException e) {
      open.forEach(Projection::unmake);
      throw e;
    }
  }

  private void next() {
    for (Population population : neurons) {
      population.hold(step);
    }
    for (Monitor monitor : watching) {
      monitor.before(step);
    }
    for (Events one : events) {
      one.sum(step);
    }
    for (Events one : events) {
      one.advance(step);
    }
    for (Spiking one : spiking) {
      one.begin(step);
    }
    if (updateCost >= Tuning.SHARED_NEURONS) {
      parallel.forEach(blockOf.length, update);
    } else {
      for (int block = 0; block < blockOf.length; block++) {
        update(block, 0);
      }
    }
    for (int p = 0; p < neurons.length; p++) {
      spiking[p].collect();
      neurons[p].used();
    }
    for (Monitor monitor : watching) {
      monitor.spikes(step);
    }
    for (LongConsumer one : delivering) {
      one.accept(step);
    }
    for (Events one : events) {
      one.post(step);
    }
    for (Spiking one : spiking) {
      one.reset();
    }
    step++;
  }

  private void update(int block, int worker) {
    int p = blockOf[block];
    int from = blockFrom[block];
    spiking[p].update(from, Math.min(neurons[p].size(), from + BLOCK));
  }
}
