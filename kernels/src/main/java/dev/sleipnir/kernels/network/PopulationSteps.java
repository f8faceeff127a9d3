package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement;
import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.graph.CellProgram;
import dev.sleipnir.kernels.graph.PopulationPrograms;
import dev.sleipnir.kernels.graph.PopulationPrograms.Rates;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The neurons of a population, step by step. Owns their arrays: the state variables, what inputs
 * have in this step, and the spikes and other events. A step is {@link #begin}, {@link #update} of
 * ranges, by any threads, {@link #collect}, what is delivered at once, and {@link #reset}. Nothing
 * is allocated in a step.
 */
public final class PopulationSteps {
  /** Durations that are whole steps but for rounding are whole steps. */
  private static final double TOLERANCE = 0.001;

  /**
   * Pieces that are short to loops, which go neuron by neuron until HotSpot has compiled their
   * vectors: for so many steps a long piece would wait for it.
   */
  private static final int SHORT = 960;

  private static final int COLD = 8192;

  /** How long a number that is drawn takes, in additions by vectors. */
  private static final int NORMAL = 60;

  private static final int UNIFORM = 30;

  private final PopulationModel model;
  private final int size;
  private final double dt;
  private final List<String> states;
  private final List<String> series;
  private final CellParameters parameters;
  private Map<String, double[]> given = Map.of();
  private final int behind;

  /** The state variables, then the refractory state. */
  private final float[][] carried;

  private final boolean[] held;
  private final boolean isRefractory;

  /** What inputs have in the step. */
  private final float[][] inputs;

  private final int noise;

  /** Of each number that is drawn for {@code bernoulli}. */
  private final RandomStream[] draws;

  private final RandomStream random;

  /** Rows of words, one for each of what may happen. */
  private final long[] bits;

  /** Of each that may happen, where it does. */
  private final Occurrences[] happened;

  /** Where a text knows no spikes. */
  private final Occurrences spikes;

  private int stepsBegun;

  /** The step that was begun last. */
  private long now;

  private long cost;
  private PopulationModel.@Nullable Compiled compiled;
  private @Nullable Numbers ofUpdate;

  /** Of each that may happen, for what follows it. */
  private Numbers[] ofResets = {};

  /** What a loop needs beside the state: what is the same for all neurons, and what is not. */
  private final class Numbers {
    private final Invariants invariants;
    private final float[][] columns;

    Numbers(CellProgram program) {
      int count = behind + PopulationPrograms.MORE;
      invariants = new Invariants(program, parameters, count, behind + PopulationPrograms.TIME);
      columns = parameters.columns(program.columns());
    }
  }

  /**
   * Neurons whose variables are 0 and whose parameters have their defaults.
   *
   * @param model the neuron
   * @param size how many
   * @param dt the time step
   * @param random where their noise comes from
   */
  public PopulationSteps(PopulationModel model, int size, double dt, RandomStream random) {
    this.model = model;
    this.size = size;
    this.dt = dt;
    this.random = random;
    states = model.states();
    series = PopulationPrograms.series(model.equations());
    noise = series.indexOf(PopulationPrograms.NOISE_INPUT);
    behind = model.parameters().size();
    double[] indices = new double[size];
    Arrays.setAll(indices, i -> i);
    parameters =
        new CellParameters(
            model.equations().name(),
            model.equations().parameters(),
            model.equations().requirements(),
            size,
            new double[] {dt},
            new double[1],
            indices,
            new double[1]);
    Statement.Refractory refractory = model.equations().refractory();
    isRefractory = refractory != null;
    carried = new float[states.size() + (isRefractory ? 1 : 0)][size];
    held = new boolean[states.size()];
    if (refractory != null) {
      model.equations().held(refractory).forEach(name -> held[states.indexOf(name)] = true);
    }
    draws = new RandomStream[model.draws()];
    Arrays.setAll(draws, k -> random.split("bernoulli").split(k));
    inputs = new float[series.size() + draws.length + 1][size];
    happened = new Occurrences[model.happening().size()];
    Arrays.setAll(happened, e -> new Occurrences(size));
    bits = new long[happened.length * words()];
    int ofSpikes = model.happening().indexOf(Statement.Threshold.SPIKE);
    spikes = ofSpikes < 0 ? new Occurrences(0) : happened[ofSpikes];
  }

  /**
   * Sets parameters, and with the first call the variables' initial values.
   *
   * @param given parameter to its value, one for all or one for each neuron; the others have their
   *     defaults
   * @throws IllegalArgumentException if what the text requires does not hold, or a variable's
   *     equation is not stable with its integrator at this time step
   */
  public void set(Map<String, double[]> given) {
    parameters.set(given);
    this.given = new HashMap<>(given);
    BitSet ofNeurons = new BitSet();
    Statement.Refractory refractory = model.equations().refractory();
    if (refractory != null && !refractory.isConditional()) {
      double[] durations = parameters.of(refractory.duration());
      double[] steps = new double[durations.length];
      for (int i = 0; i < steps.length; i++) {
        if (!(durations[i] >= 0 && durations[i] / dt < 1 << 24)) {
          throw new IllegalArgumentException(
              model
                  + ": expected a refractory time from 0 to "
                  + (1 << 24)
                  + " steps, got "
                  + durations[i]);
        }
        steps[i] = Math.floor(durations[i] / dt + TOLERANCE);
      }
      parameters.replace(behind + PopulationPrograms.REFRACTORY, CellParameters.shared(steps));
    }
    for (int p = 0; p < behind + PopulationPrograms.MORE; p++) {
      ofNeurons.set(p, parameters.differs(p));
    }
    // The index differs even where there is one neuron alone, so that a text has one form.
    ofNeurons.set(behind + PopulationPrograms.INDEX);
    PopulationModel.Compiled form = model.compiled(ofNeurons);
    PopulationPrograms programs = form.programs();
    programs.rates().forEach(this::requireStable);
    ofUpdate = new Numbers(programs.update());
    ofResets = programs.resets().stream().map(Numbers::new).toArray(Numbers[]::new);
    if (compiled == null) {
      for (int s = 0; s < states.size(); s++) {
        initial(s);
      }
    }
    compiled = form;
    int drawn = (noise < 0 ? 0 : NORMAL) + draws.length * UNIFORM;
    cost = (long) size * (programs.update().loop().cost() + drawn);
  }

  private void requireStable(Rates system) {
    double[] of = new double[behind + PopulationPrograms.MORE];
    var calculation = new Calculation(system.rates());
    float[] unused = new float[system.rates().size()];
    boolean varies = false;
    for (int p = 0; p < of.length; p++) {
      varies |= calculation.reads(p) && parameters.differs(p);
    }
    int n = system.variables().size();
    for (int i = 0; i < (varies ? size : 1); i++) {
      parameters.at(i, of);
      double[][] rates = new double[n][n];
      for (int r = 0; r < n * n; r++) {
        rates[r / n][r % n] = calculation.run(of, r, unused);
      }
      var stability = new Stability(system.integrator(), rates);
      if (!stability.isStable(dt)) {
        throw new IllegalArgumentException(
            model
                + ": "
                + system.integrator().spelling()
                + " of "
                + String.join(", ", system.variables())
                + " is unstable: expected a time step below "
                + (float) stability.largest(dt)
                + ", got "
                + (float) dt);
      }
    }
  }

  private void initial(int state) {
    Definition definition = model.equations().states().get(state);
    double[] values = parameters.of(definition.value());
    for (int i = 0; i < size; i++) {
      carried[state][i] = (float) values[values.length == 1 ? 0 : i];
    }
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
   * A time in steps.
   *
   * @param time a time
   * @return the steps nearest to it
   */
  public long wholeSteps(double time) {
    return Math.round(time / dt);
  }

  /**
   * A state variable.
   *
   * @param name its name
   * @return its value at every neuron, the array itself; null if there is no such variable
   */
  public float @Nullable [] state(String name) {
    int s = states.indexOf(name);
    return s < 0 ? null : carried[s];
  }

  /**
   * What an input has in a step.
   *
   * @param name its name
   * @return its value at every neuron, the array itself, to be set before a step; null if there is
   *     no such input
   */
  public float @Nullable [] input(String name) {
    int k = model.inputs().contains(name) ? series.indexOf(name) : -1;
    return k < 0 ? null : inputs[k];
  }

  /**
   * A parameter.
   *
   * @param name its name
   * @return its value, one for all or one for each neuron; null if there is no such parameter
   */
  public double @Nullable [] parameter(String name) {
    int p = model.parameters().indexOf(name);
    return p < 0 ? null : parameters.get(p);
  }

  /**
   * Whether a refractory neuron holds a variable: what spikes deliver to it then is lost.
   *
   * @param name the variable
   * @return true if it does
   */
  public boolean isHeld(String name) {
    int s = states.indexOf(name);
    return s >= 0 && held[s];
  }

  /**
   * Who is refractory.
   *
   * @return above 0 for a neuron from its spike on until a step finds it free; null if none ever is
   */
  public float @Nullable [] refractory() {
    return isRefractory ? carried[states.size()] : null;
  }

  /**
   * The parameters that were set.
   *
   * @return as given; not to be changed
   */
  public Map<String, double[]> given() {
    return given;
  }

  /**
   * Tells what neurons have between steps, and the parameters that were set.
   *
   * @param state is told
   * @throws IllegalArgumentException if what was noted is of other neurons
   */
  public void state(State state) {
    Map<String, double[]> noted = parameters.state(state, given);
    if (state.isRead()) {
      new PopulationSteps(model, size, dt, random).set(noted);
    }
    state.restore(() -> set(noted));
    for (int s = 0; s < states.size(); s++) {
      state.carry(states.get(s), carried[s]);
    }
    if (isRefractory) {
      state.carry("refractory", carried[states.size()]);
    }
    for (String input : model.inputs()) {
      state.carry("input " + input, inputs[series.indexOf(input)]);
    }
  }

  /**
   * Before the neurons of a step.
   *
   * @param step which step, from 0
   */
  public void begin(long step) {
    if (stepsBegun < COLD) {
      stepsBegun++;
    }
    float[] _ = Objects.requireNonNull(ofUpdate).invariants.at(step * dt);
    for (Numbers reset : ofResets) {
      float[] _ = reset.invariants.at(step * dt);
    }
    now = step;
  }

  /** What chance has for some neurons in this step. */
  private void draw(int from, int to) {
    if (noise >= 0) {
      Philox.normal(
          random.seed(),
          random.stream(),
          now * size + from,
          0,
          (float) (1 / Math.sqrt(dt)),
          inputs[noise],
          from,
          to);
    }
    for (int k = 0; k < draws.length; k++) {
      float[] drawn = inputs[series.size() + k];
      Philox.uniform(draws[k].seed(), draws[k].stream(), now * size + from, drawn, from, to);
    }
  }

  /**
   * Advances some neurons by one step, and finds out at which of them something happens.
   *
   * @param from the first, a multiple of 64
   * @param to one past the last
   */
  public void update(int from, int to) {
    PopulationModel.Compiled form = Objects.requireNonNull(compiled);
    Numbers numbers = Objects.requireNonNull(ofUpdate);
    float[] invariants = numbers.invariants.now();
    float[][] columns = numbers.columns;
    draw(from, to);
    int most = stepsBegun < COLD ? SHORT : size;
    for (int first = from; first < to; first += most) {
      int last = (int) Math.min(to, (long) first + most);
      if (form.eventful() != null) {
        form.eventful().run(invariants, columns, inputs, carried, bits, 0, 1, size, first, last, 0);
      } else if (form.silent() != null) {
        form.silent().run(invariants, columns, inputs, carried, 0, 1, size, first, last, 0);
      }
    }
  }

  /**
   * About how long all neurons take in a step.
   *
   * @return in additions of numbers, by vectors
   */
  public long cost() {
    return cost;
  }

  private int words() {
    return (size + 63) >>> 6;
  }

  /** Lists the neurons at which something happens in this step, in order. */
  public void collect() {
    for (int e = 0; e < happened.length; e++) {
      happened[e].list(bits, e * words());
    }
  }

  /**
   * Who spikes in this step.
   *
   * @return the same object for every step
   */
  public Occurrences spikes() {
    return spikes;
  }

  /**
   * Where another event happens in this step.
   *
   * @param name its name
   * @return the same object for every step; null if there is no such event
   */
  public @Nullable Occurrences events(String name) {
    return model.events().contains(name) ? happened[model.happening().indexOf(name)] : null;
  }

  /**
   * Resets the neurons that spike in this step, and then does what the text says of other events,
   * one after the other.
   */
  public void reset() {
    PopulationModel.Compiled form = Objects.requireNonNull(compiled);
    for (int e = 0; e < happened.length; e++) {
      CompiledLoop loop = form.resets().get(e).orElse(null);
      if (loop != null) {
        reset(loop, ofResets[e], happened[e]);
      }
    }
  }

  private void reset(CompiledLoop loop, Numbers numbers, Occurrences at) {
    float[] invariants = numbers.invariants.now();
    for (int s = 0; s < at.count(); s++) {
      int i = at.neurons()[s];
      loop.run(invariants, numbers.columns, inputs, carried, 0, 1, size, i, i + 1, 0);
    }
  }
}
