package dev.sleipnir.network;

import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.network.NeuronArrays;
import dev.sleipnir.kernels.network.Occurrences;
import dev.sleipnir.kernels.network.PopulationSteps;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.state.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Neurons that are alike: a text times a number; or a source of spikes. Made by {@link Network}.
 *
 * <p>Its arrays are [size], in single precision.
 */
public final class Population {
  private final String name;
  private final int size;
  private final @Nullable Neuron neuron;
  private final @Nullable PopulationSteps steps;
  private final Spiking spiking;
  private final RandomStream random;

  /** Parameters that have been set. */
  private final Map<String, double[]> given = new HashMap<>();

  /** Variables that were set before the neurons have values. */
  private final Map<String, double[]> initial = new LinkedHashMap<>();

  private final Map<String, Schedule> schedules = new HashMap<>();

  /** What inputs and variables get. */
  private final Uses uses = new Uses();

  private final List<Schedule> courses = new ArrayList<>();

  /** Inputs that spikes are delivered to: empty before each step's deliveries. */
  private final List<float[]> ports = new ArrayList<>();

  /** Parameters that synapses read. */
  private final Map<String, float[]> parameters = new HashMap<>();

  /** In how many ranges fixed synapses deliver to the neurons; 0 before that is settled. */
  private int ranges;

  private boolean isReady;
  private boolean hasValues;

  private Population(
      String name,
      int size,
      @Nullable Neuron neuron,
      @Nullable PopulationSteps steps,
      Spiking spiking,
      RandomStream random) {
    this.name = name;
    this.size = size;
    this.neuron = neuron;
    this.steps = steps;
    this.spiking = spiking;
    this.random = random;
  }

  static Population of(String name, Neuron neuron, int size, double dt, RandomStream random) {
    Require.positive("size of " + name, size);
    var steps = new PopulationSteps(neuron.model(), size, dt, random.split("xi"));
    return new Population(name, size, neuron, steps, new NeuronSpikes(steps), random);
  }

  static Population of(String name, int size, Spiking spikes, RandomStream random) {
    return new Population(name, size, null, null, spikes, random);
  }

  /** An input's course: what it has from some steps on. */
  private static final class Schedule {
    private final float[] into;
    private final TreeMap<Long, double[]> from = new TreeMap<>();

    /** The step of the next change; none of a step that has passed. */
    private long next = -1;

    Schedule(float[] into) {
      this.into = into;
    }

    void put(long step, double[] values) {
      from.put(step, values);
      next = -1;
    }

    void forget() {
      next = -1;
    }

    void hold(long step) {
      if (step < next) {
        return;
      }
      Map.Entry<Long, double[]> now = from.floorEntry(step);
      if (now != null) {
        fill(into, now.getValue());
      }
      Long after = from.higherKey(step);
      next = after == null ? Long.MAX_VALUE : after;
    }
  }

  /**
   * The population's name.
   *
   * @return as given
   */
  public String name() {
    return name;
  }

  /**
   * How many neurons there are.
   *
   * @return at least 1
   */
  public int size() {
    return size;
  }

  /**
   * Sets a parameter or a state variable to one number.
   *
   * @param variable its name
   * @param value its value at every neuron
   * @return this
   * @throws IllegalArgumentException if there is neither of that name, or the value is not finite
   */
  public Population set(String variable, double value) {
    return set(variable, Values.of(value));
  }

  /**
   * Sets a parameter or a state variable; or the {@code rate} of a Poisson source, in spikes per
   * neuron and unit of time.
   *
   * @param variable its name
   * @param values one number, a list, a distribution or a function of the index; drawn now
   * @return this
   * @throws IllegalArgumentException if there is neither of that name, there are more or fewer
   *     values than neurons, or one is not finite
   */
  public Population set(String variable, Values values) {
    if (isSource() && Part.named(name, () -> spiking.set(variable, drawn(variable, values)))) {
      return this;
    }
    PopulationSteps neurons = neurons();
    boolean isState = neurons.state(variable) != null;
    if (!isState && !model().parameters().contains(variable)) {
      throw new IllegalArgumentException(
          name
              + ": expected one of the parameters "
              + model().parameters()
              + " or the state variables "
              + model().states()
              + ", got '"
              + variable
              + (model().inputs().contains(variable) ? "', an input, which input(...) sets" : "'"));
    }
    double[] drawn = drawn(variable, values);
    if (isState && hasValues) {
      fill(neurons.state(variable), drawn);
    } else if (isState) {
      initial.put(variable, drawn);
    } else {
      given.put(variable, drawn);
      isReady = false;
    }
    return this;
  }

  private double[] drawn(String variable, Values values) {
    double[] drawn =
        Part.named(name + ": " + variable, () -> values.draw(size, random.split(variable)));
    if (drawn.length != 1 && drawn.length != size) {
      throw new IllegalArgumentException(
          name + ": expected 1 or " + size + " values of " + variable + ", got " + drawn.length);
    }
    for (int i = 0; i < drawn.length; i++) {
      if (!Float.isFinite((float) drawn[i])) {
        throw new IllegalArgumentException(
            name + ": expected a finite " + variable + ", got " + drawn[i] + " at neuron " + i);
      }
    }
    return drawn;
  }

  /**
   * Gives an input a value from a step on, until another is given from a later step on.
   *
   * @param input an input's name
   * @param step the first step that has it
   * @param values one number, a list, a distribution or a function of the index; drawn now
   * @return this
   * @throws IllegalArgumentException if there is no such input, or the values are not as {@link
   *     #set(String, Values)} wants them
   */
  public Population input(String input, long step, Values values) {
    Require.atLeast("step", 0, step);
    schedule(input).put(step, drawn(input, values));
    return this;
  }

  /**
   * Gives an input the values of a table, one row after the other, from step 0 on.
   *
   * @param input an input's name
   * @param every how long a row is held, in the unit of the network's time step, rounded to whole
   *     steps; the last row stays
   * @param table [rows][1] for all neurons, or [rows][size]
   * @return this
   * @throws IllegalArgumentException if there is no such input, the time is not a step at least,
   *     there are no rows, or a row is not as {@link #set(String, Values)} wants it
   */
  public Population input(String input, double every, double[][] table) {
    long steps = neurons().wholeSteps(every);
    if (steps < 1) {
      throw new IllegalArgumentException(
          name + ": expected a row for a time step at least, got " + every);
    }
    if (table.length == 0) {
      throw new IllegalArgumentException(name + ": expected rows for " + input + ", got none");
    }
    List<double[]> rows = new ArrayList<>();
    for (double[] row : table) {
      double[] copy = row.clone();
      rows.add(drawn(input, (_, _) -> copy));
    }
    Schedule schedule = schedule(input);
    for (int row = 0; row < table.length; row++) {
      schedule.put(row * steps, rows.get(row));
    }
    return this;
  }

  private Schedule schedule(String input) {
    float[] into = neurons().input(input);
    if (into == null) {
      throw new IllegalArgumentException(
          name + ": expected one of the inputs " + model().inputs() + ", got '" + input + "'");
    }
    use(input, Uses.Kind.VALUES, name);
    Schedule known = schedules.get(input);
    if (known == null) {
      known = new Schedule(into);
      schedules.put(input, known);
      courses.add(known);
    }
    return known;
  }

  /**
   * The values of a state variable, between steps.
   *
   * @param variable its name
   * @return a copy
   * @throws IllegalArgumentException if there is no such variable, or this is a source of spikes
   */
  public float[] state(String variable) {
    return array(variable).clone();
  }

  /** The values of a state variable themselves. */
  float[] array(String variable) {
    float[] state = neurons().state(variable);
    if (state == null) {
      throw new IllegalArgumentException(
          name + ": expected one of the states " + model().states() + ", got '" + variable + "'");
    }
    ready();
    return state;
  }

  /** Where spikes deliver to: a state variable, or an input, which is empty before each step. */
  float[] port(String port) {
    float[] state = neurons().state(port);
    if (state != null) {
      return state;
    }
    float[] input = neurons().input(port);
    if (input == null) {
      throw new IllegalArgumentException(
          name
              + ": expected one of the inputs "
              + model().inputs()
              + " or the state variables "
              + model().states()
              + ", got '"
              + port
              + "'");
    }
    return input;
  }

  /** Says that an input or variable gets something: refuses what excludes each other. */
  void use(String port, Uses.Kind kind, String from) {
    float[] _ = port(port);
    Part.named(name, () -> uses.add(port, kind, from));
    findPorts();
  }

  /** What somebody wanted is not wanted any more. */
  void unused(String from) {
    uses.remove(from);
    findPorts();
  }

  private void findPorts() {
    ports.clear();
    if (steps != null) {
      for (String input : model().inputs()) {
        if (uses.arrives(input)) {
          ports.add(Objects.requireNonNull(steps.input(input)));
        }
      }
    }
  }

  /**
   * The refractory state if neurons hold the variable, which spikes then do not change; else null.
   */
  float @Nullable [] holding(String variable) {
    return neurons().isHeld(variable) ? neurons().refractory() : null;
  }

  /** The neurons as synapses see them. */
  NeuronArrays arrays() {
    return new NeuronArrays() {
      @Override
      public float[] values(String variable) {
        return readable(variable);
      }

      @Override
      public float[] port(String port) {
        return Population.this.port(port);
      }

      @Override
      public float @Nullable [] holding(String port) {
        return Population.this.holding(port);
      }
    };
  }

  private float[] readable(String variable) {
    float[] state = neurons().state(variable);
    float[] values = state == null ? neurons().input(variable) : state;
    if (values == null && neurons().parameter(variable) != null) {
      values = parameters.computeIfAbsent(variable, _ -> new float[size]);
      fill(values, Objects.requireNonNull(neurons().parameter(variable)));
    }
    if (values == null) {
      throw new IllegalArgumentException(
          name
              + ": expected one of the state variables "
              + model().states()
              + ", inputs "
              + model().inputs()
              + " or parameters "
              + model().parameters()
              + ", got '"
              + variable
              + "'");
    }
    return values;
  }

  boolean isSource() {
    return steps == null;
  }

  PopulationSteps neurons() {
    if (steps == null) {
      throw new IllegalArgumentException(name + ": expected neurons, got a source of spikes");
    }
    return steps;
  }

  private Neuron model() {
    return Objects.requireNonNull(neuron);
  }

  /**
   * An event other than a spike.
   *
   * @param event what the neurons' text calls it, as in {@code event high when v > -55}
   * @return the event: what a projection sends, or a monitor records
   * @throws IllegalArgumentException if there is none of that name
   */
  public Event event(String event) {
    return new Event(this, event);
  }

  /** Where it happens. */
  Spikes events(String event) {
    Occurrences occurrences = neurons().events(event);
    if (occurrences == null) {
      throw new IllegalArgumentException(
          name + ": expected one of the events " + model().events() + ", got '" + event + "'");
    }
    return new NeuronEvents(occurrences);
  }

  Spiking spiking() {
    return spiking;
  }

  /** Parameters take effect. */
  void ready() {
    if (isReady || steps == null) {
      return;
    }
    Part.named(name, () -> steps.set(given));
    isReady = true;
    hasValues = true;
    parameters.forEach(
        (parameter, values) -> fill(values, Objects.requireNonNull(steps.parameter(parameter))));
    initial.forEach((variable, values) -> fill(steps.state(variable), values));
    initial.clear();
  }

  private static void fill(float @Nullable [] into, double[] values) {
    float[] array = Objects.requireNonNull(into);
    if (values.length == 1) {
      Arrays.fill(array, (float) values[0]);
    } else {
      for (int i = 0; i < array.length; i++) {
        array[i] = (float) values[i];
      }
    }
  }

  /** Tells what neurons there are, and what they carry from step to step. */
  void state(State state) {
    state.require("neurons", size);
    state.require("text", neuron == null ? "" : Text.of(neuron.model().equations()));
    spiking.state(state);
    state.restore(this::restored);
  }

  private void restored() {
    courses.forEach(Schedule::forget);
    if (steps != null) {
      given.clear();
      given.putAll(steps.given());
      isReady = false;
      ready();
    }
  }

  /** In how many ranges fixed synapses deliver to the neurons, at least. */
  int ranges() {
    return ranges;
  }

  /** Settles it, once: synapses are cut so. */
  void ranges(int count) {
    if (ranges == 0) {
      ranges = count;
    }
  }

  /** Inputs take their values for a step. */
  void hold(long step) {
    // No iterator: a step allocates nothing.
    for (int k = 0; k < courses.size(); k++) {
      courses.get(k).hold(step);
    }
  }

  /** What has arrived at inputs has been used. */
  void used() {
    for (int p = 0; p < ports.size(); p++) {
      Arrays.fill(ports.get(p), 0);
    }
  }

  @Override
  public String toString() {
    return name + " (" + size + ")";
  }
}
