package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.cell.CellSettings;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.ParameterValue;
import dev.sleipnir.model.cell.Range;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A kind of neuron: equations, values of their parameters, the time step, and how spikes are
 * differentiated. It is immutable; what changes something returns another. Cells and layers are
 * made from it:
 *
 * <pre>{@code
 * var cell = new Lif().with("v_th", 0.5).cell();                  // one step, current in
 * var layer = new LifAdEx().layer();                              // a whole sequence
 * var recurrent = new Lsnn().learn("beta").recurrent(784, 100);   // own weights
 * var own = Neuron.parse("model ...").cell();
 * }</pre>
 *
 * <p>Parameters are called as in the equations. Each is one number, a tensor with a value for each
 * neuron, or learned.
 */
public class Neuron {
  /** The time step of the field's libraries [s]. */
  public static final double DEFAULT_DT = 0.001;

  private static final float DEFAULT_ALPHA = 100f;

  private final NeuronModel feedForward;
  private final NeuronModel recurrent;
  private final boolean coupled;
  private final Settings set;

  /** What can be changed of neurons: changed in copies that nobody has seen yet. */
  private static final class Settings {
    Map<String, ParameterValue> values = Map.of();
    Map<String, Range> learned = Map.of();
    Surrogate surrogate = Surrogate.SUPER;
    float alpha = DEFAULT_ALPHA;
    double dt = DEFAULT_DT;
    Gradient gradient = Gradient.SURROGATE;
    double window = Double.POSITIVE_INFINITY;
    @Nullable Long seed;
    @Nullable Tensor coupling;

    Settings() {}

    Settings(Settings other) {
      values = other.values;
      learned = other.learned;
      surrogate = other.surrogate;
      alpha = other.alpha;
      dt = other.dt;
      gradient = other.gradient;
      window = other.window;
      seed = other.seed;
      coupling = other.coupling;
    }
  }

  /**
   * A kind of neuron with default parameters, a time step of 1 ms and SuperSpike's surrogate
   * gradient of steepness 100.
   *
   * @param feedForward equations of neurons that are given their input current
   * @param recurrent equations where spikes come back through weights: where these differ, it is in
   *     whether the gradient flows through the reset
   */
  protected Neuron(NeuronModel feedForward, NeuronModel recurrent) {
    this(feedForward, recurrent, false);
  }

  /**
   * As {@link #Neuron(NeuronModel, NeuronModel)}.
   *
   * @param feedForward equations of neurons that are given their input current
   * @param recurrent equations where spikes come back through weights
   * @param coupled whether the membrane potentials act on each other: as the last of two inputs,
   *     where the equations have two, else after the step
   */
  Neuron(NeuronModel feedForward, NeuronModel recurrent, boolean coupled) {
    this(feedForward, recurrent, coupled, new Settings());
  }

  private Neuron(NeuronModel feedForward, NeuronModel recurrent, boolean coupled, Settings set) {
    this.feedForward = feedForward;
    this.recurrent = recurrent;
    this.coupled = coupled;
    this.set = set;
  }

  private Neuron changed(Consumer<Settings> change) {
    Settings changed = new Settings(set);
    change.accept(changed);
    return new Neuron(feedForward, recurrent, coupled, changed);
  }

  /**
   * Neurons of one's own.
   *
   * @param model their equations
   * @return neurons with the equations' defaults
   */
  public static Neuron of(NeuronModel model) {
    return new Neuron(model, model);
  }

  /**
   * Neurons of one's own, from text.
   *
   * @param text their equations
   * @return neurons with the equations' defaults
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong; the message names
   *     line, column, what was expected and what came
   */
  public static Neuron parse(String text) {
    Objects.requireNonNull(text, "text: expected a model, got null");
    return of(NeuronModel.parse(text));
  }

  /**
   * These neurons with another value of a parameter.
   *
   * @param parameter its name in the equations
   * @param value its value for all neurons
   * @return changed neurons
   * @throws IllegalArgumentException if there is no such parameter or the value is not finite
   */
  public Neuron with(String parameter, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          feedForward.name() + ": expected a finite " + parameter + ", got " + value);
    }
    return with(parameter, new ParameterValue.Uniform(value));
  }

  /**
   * These neurons with a value of a parameter for each neuron.
   *
   * @param parameter its name in the equations
   * @param values its values; the shape broadcasts to that of a step's input without the batch
   * @return changed neurons
   * @throws IllegalArgumentException if there is no such parameter, there are no values, or one is
   *     not finite
   */
  public Neuron with(String parameter, Tensor values) {
    if (values.size() == 0) {
      throw new IllegalArgumentException(
          feedForward.name()
              + ": expected at least one value of "
              + parameter
              + ", got shape "
              + Shape.text(values.shape()));
    }
    for (float value : values.toArray()) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            feedForward.name() + ": expected finite values of " + parameter + ", got " + value);
      }
    }
    return with(parameter, new ParameterValue.PerNeuron(values.copy()));
  }

  private Neuron with(String parameter, ParameterValue value) {
    feedForward.parameter(parameter);
    Map<String, ParameterValue> all = new HashMap<>(set.values);
    all.put(parameter, value);
    return changed(to -> to.values = all);
  }

  /**
   * These neurons with some parameters learned: cells list them among their parameters and compute
   * their gradients. What the equations require of them holds after every edit, by an optimiser or
   * anything else: a value that would leave what is legal stops at its border.
   *
   * @param parameters names in the equations
   * @return changed neurons
   * @throws IllegalArgumentException if there is no such parameter
   */
  public Neuron learn(String... parameters) {
    Map<String, Range> all = new HashMap<>(set.learned);
    for (String parameter : parameters) {
      feedForward.parameter(parameter);
      all.put(parameter, Range.ALL);
    }
    return changed(to -> to.learned = all);
  }

  /**
   * These neurons with a parameter learned within bounds, besides what the equations require.
   *
   * @param parameter its name in the equations
   * @param least its least value, or negative infinity
   * @param most its largest value, or infinity
   * @return changed neurons
   * @throws IllegalArgumentException if there is no such parameter, or the bounds are not in order
   */
  public Neuron learn(String parameter, double least, double most) {
    feedForward.parameter(parameter);
    if (!(least <= most)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected bounds of %s in order, got %s and %s",
              feedForward.name(),
              parameter,
              least,
              most));
    }
    Map<String, Range> all = new HashMap<>(set.learned);
    all.put(parameter, new Range(least, most));
    return changed(to -> to.learned = all);
  }

  /**
   * These neurons with another surrogate gradient, of its default steepness.
   *
   * @param kind the surrogate
   * @return changed neurons
   */
  public Neuron surrogate(Surrogate kind) {
    return surrogate(kind, kind.defaultAlpha());
  }

  /**
   * These neurons with another surrogate gradient.
   *
   * @param kind the surrogate
   * @param steepness its alpha
   * @return changed neurons
   * @throws IllegalArgumentException if alpha is negative, or 0 where it is a divisor
   */
  public Neuron surrogate(Surrogate kind, float steepness) {
    kind.requireAlpha(steepness);
    return changed(
        to -> {
          to.surrogate = kind;
          to.alpha = steepness;
        });
  }

  /**
   * These neurons with the sparse spiking gradient (Perez-Nieves &amp; Goodman, "Sparse spiking
   * gradient descent", 2021): backward goes only through neurons whose membrane potential is within
   * a window of the threshold. The surrogate is 0 elsewhere.
   *
   * @param distance half-width of the window, in the unit of the potential; infinite for none, the
   *     default
   * @return changed neurons
   * @throws IllegalArgumentException if it is not positive
   */
  public Neuron sparseGradient(double distance) {
    if (!(distance > 0)) {
      throw new IllegalArgumentException(
          feedForward.name() + ": expected a window > 0, got " + distance);
    }
    return changed(to -> to.window = distance);
  }

  /**
   * These neurons with another time step.
   *
   * @param seconds the time step [s], or in the unit of the time constants
   * @return changed neurons
   * @throws IllegalArgumentException if it is not positive
   */
  public Neuron dt(double seconds) {
    Require.positive("dt", (float) seconds);
    return changed(to -> to.dt = seconds);
  }

  /**
   * These neurons with another kind of backward step.
   *
   * @param kind which
   * @return changed neurons
   * @throws IllegalArgumentException if adjoint equations are asked for and the neurons have none
   */
  public Neuron gradient(Gradient kind) {
    if (kind == Gradient.ADJOINT && !feedForward.hasAdjoint()) {
      throw new IllegalArgumentException(
          feedForward.name() + ": expected a model with adjoint equations, got one without");
    }
    return changed(to -> to.gradient = kind);
  }

  /**
   * These neurons with a seed of their own for what they draw at random: every cell made of them
   * draws the same, call by call, the next call other numbers than the one before. Without a seed
   * every cell draws others, from the {@linkplain Seeds#next() next stream} of the process.
   *
   * <p>On a tape, and in a scope or session that was given a stream, neurons that begin there draw
   * from that one.
   *
   * @param number the seed
   * @return changed neurons
   */
  public Neuron seed(long number) {
    return changed(to -> to.seed = number);
  }

  /**
   * These neurons, compartments of larger ones, with another coupling of their membrane potentials.
   *
   * @param matrix [neurons, neurons]: row j says how the potentials drive compartment j
   * @return changed neurons
   * @throws IllegalArgumentException if the neurons are not coupled, or the matrix is not square
   */
  public Neuron coupling(Tensor matrix) {
    if (!coupled) {
      throw new IllegalArgumentException(
          feedForward.name() + ": expected neurons with coupled compartments, got others");
    }
    if (matrix.rank() != 2 || matrix.dim(0) != matrix.dim(1)) {
      throw new IllegalArgumentException(
          "coupling: expected [neurons, neurons], got shape " + Shape.text(matrix.shape()));
    }
    Tensor copy = matrix.copy();
    return changed(to -> to.coupling = copy);
  }

  /**
   * One step of neurons that are given their input current.
   *
   * @return a layer for the input of any shape [batch, ...]
   * @throws IllegalArgumentException if the parameters do not fit together
   */
  public NeuronCell cell() {
    return new NeuronCell(settings(), feedForward, coupled ? givenCoupling() : null);
  }

  private Tensor givenCoupling() {
    if (set.coupling == null) {
      throw new IllegalArgumentException(
          feedForward.name()
              + ": expected a coupling matrix, got none; give one with coupling(...)");
    }
    return set.coupling;
  }

  /** Normal, of standard deviation 1 / sqrt(neurons). */
  private static Tensor randomCoupling(int neurons) {
    RandomStream random = Seeds.next();
    return Tensor.randn(random, neurons, neurons).scale((float) (1 / Math.sqrt(neurons)));
  }

  /**
   * A whole sequence of neurons that are given their input current.
   *
   * @return the layer, [time, batch, ...] to [time, batch, ...]
   * @throws IllegalArgumentException if the parameters do not fit together
   */
  public NeuronLayer layer() {
    return new NeuronLayer(cell());
  }

  /**
   * One step of neurons behind weights without bias, normal with standard deviation 1/sqrt(inputs).
   *
   * @param random what the weights are drawn from
   * @param inputs features in
   * @param hidden neurons
   * @return [batch, inputs] to [batch, hidden]
   */
  public SequentialState linearCell(RandomStream random, int inputs, int hidden) {
    return new SequentialState(Linear.readout(random, inputs, hidden), cell());
  }

  /**
   * One step of recurrently connected neurons with weights of their own.
   *
   * @param inputs features in
   * @param hidden neurons
   * @return the cell, its weights drawn as {@link RecurrentWeights#random} says
   */
  public RecurrentCell recurrentCell(int inputs, int hidden) {
    return recurrentCell(RecurrentWeights.random(inputs, hidden));
  }

  /**
   * One step of recurrently connected neurons.
   *
   * @param weights input and recurrent weights
   * @return the cell, [batch, inputs] to [batch, hidden]
   * @throws IllegalArgumentException if the parameters do not fit together
   */
  public RecurrentCell recurrentCell(RecurrentWeights weights) {
    Tensor compartments = null;
    if (coupled) {
      compartments = set.coupling != null ? set.coupling : randomCoupling(weights.hidden());
    }
    return new RecurrentCell(new NeuronCell(settings(), recurrent, null), weights, compartments);
  }

  /**
   * A whole sequence of recurrently connected neurons with weights of their own.
   *
   * @param inputs features in
   * @param hidden neurons
   * @return the layer, its weights drawn as {@link RecurrentWeights#random} says
   */
  public NeuronLayer recurrent(int inputs, int hidden) {
    return recurrent(RecurrentWeights.random(inputs, hidden));
  }

  /**
   * A whole sequence of recurrently connected neurons.
   *
   * @param weights input and recurrent weights
   * @return the layer, [time, batch, inputs] to [time, batch, hidden]
   * @throws IllegalArgumentException if the parameters do not fit together
   */
  public NeuronLayer recurrent(RecurrentWeights weights) {
    return new NeuronLayer(recurrentCell(weights));
  }

  /** {@return the equations of neurons that are given their input current} */
  public NeuronModel model() {
    return feedForward;
  }

  /**
   * The equations of neurons whose spikes come back through weights: where they differ from {@link
   * #model}, it is in whether the gradient flows through the reset.
   *
   * @return the model
   */
  public NeuronModel recurrentModel() {
    return recurrent;
  }

  /** {@return the time step, in seconds, or in the unit of the time constants} */
  public double dt() {
    return set.dt;
  }

  /**
   * Whether their compartments act on each other.
   *
   * @return whether they may have a {@linkplain #coupling coupling}
   */
  public boolean isCoupled() {
    return coupled;
  }

  /** {@return what a cell needs to know besides the equations} */
  public CellSettings settings() {
    return new CellSettings(
        set.values,
        set.learned,
        set.surrogate,
        set.alpha,
        set.dt,
        set.gradient == Gradient.ADJOINT,
        set.window,
        set.seed,
        toString());
  }

  /** The model's name, its time step, and what differs from the defaults. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(feedForward.name()).append('(');
    new TreeMap<>(set.values)
        .forEach((name, value) -> text.append(name).append(" = ").append(value).append(", "));
    if (!set.learned.isEmpty()) {
      Set<String> names = new TreeSet<>();
      set.learned.forEach((name, range) -> names.add(name + range));
      text.append("learned ").append(names).append(", ");
    }
    if (set.surrogate != Surrogate.SUPER || set.alpha != DEFAULT_ALPHA) {
      text.append("surrogate ").append(set.surrogate).append(' ').append(set.alpha).append(", ");
    }
    if (Double.isFinite(set.window)) {
      text.append("sparse gradient within ").append(set.window).append(", ");
    }
    if (set.gradient != Gradient.SURROGATE) {
      text.append("adjoint gradient, ");
    }
    return text.append("dt = ").append(set.dt).append(')').toString();
  }
}
