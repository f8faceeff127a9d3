package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one population, forward and, later, backward: a {@link Stepper} with what does not
 * come from outside, the parameters, random numbers and sums of gradients. Parameters are those of
 * when this was made; where operations are replayed, of when it last began.
 */
final class PopulationSteps implements Parallel.Task {
  private static final float[][] NONE = {};

  /** Random numbers drawn at a time. */
  private static final int DRAWN_AT_ONCE = 1 << 16;

  private final NeuronCell cell;
  private final NeuronBlocks population;
  private CompiledNeuron.Constants constants;
  private Stepper stepper;
  private float[][] columns = NONE;
  private float[][] randoms = NONE;
  private @Nullable GradientSums sums;

  /** What the steps backwards start from; nothing where none follow. */
  private Tensor[] saved = {};

  private int first;
  private int steps;

  /** What is being drawn. */
  private final Parallel.Task drawing = this::draw;

  private RandomStream[] parts = {};
  private long drawnFrom;
  private int drawn;

  PopulationSteps(NeuronCell cell, NeuronBlocks population) {
    this.cell = cell;
    this.population = population;
    constants = cell.constants();
    stepper = stepper(Stepper.Way.FORWARD, 0);
  }

  int neurons() {
    return population.neurons();
  }

  /** Number of inputs. */
  int inputs() {
    return cell.compiled().inputs();
  }

  /** Whether the output is spikes. */
  boolean isSpiking() {
    return cell.compiled().isSpiking();
  }

  /** Number of learned parameters. */
  int learned() {
    return cell.compiled().learned();
  }

  /** Number of state variables. */
  int states() {
    return cell.compiled().states().size();
  }

  /** A stepper of this cell for some neurons, without parameters of their own. */
  Stepper stepper(Stepper.Way way, int neurons) {
    return new Stepper(cell.compiled(), constants, way, neurons);
  }

  /**
   * Begins steps of all neurons.
   *
   * @param way forward, saving or backward
   * @param inputs what each input is read from; backward, what receives the gradient at it
   * @param output what receives the output; backward, what the gradient at it is read from
   * @param states state variables; backward, the gradients at them
   * @param scope lends what is laid out
   */
  void begin(Stepper.Way way, float[][] inputs, float[] output, float[][] states, Scope scope) {
    if (scope.isReplayed()) {
      giveBack(columns, scope);
      constants = cell.constants();
    }
    begin(way, false, scope);
    stepper = stepper(way, population.neurons());
    stepper.columns(columns);
    for (int r = 0; r < randoms.length; r++) {
      stepper.random(r, randoms[r]);
    }
    for (int s = 0; s < saved.length; s++) {
      stepper.saved(s, saved[s].data());
    }
    if (sums != null) {
      stepper.sums(sums.columns());
    }
    for (int k = 0; k < inputs.length; k++) {
      stepper.input(k, inputs[k]);
    }
    stepper.output(output);
    stepper.states(states);
  }

  /**
   * Begins steps unit by unit.
   *
   * @param way forward, saving or backward
   * @param kernel what drives the units
   * @param scope lends what is laid out
   */
  void begin(Stepper.Way way, SpikeDrive kernel, Scope scope) {
    begin(way, kernel.isSample(), scope);
  }

  private void begin(Stepper.Way way, boolean inSamples, Scope scope) {
    ParameterSet parameters = cell.parameterSet();
    columns = parameters.columns(population, scope);
    if (way == Stepper.Way.BACKWARD && learned() > 0) {
      sums = new GradientSums(parameters.learnedByNeuron(), population, inSamples, scope);
    }
  }

  /**
   * Takes room for what the steps save; those backwards give it back.
   *
   * @param like the output
   * @param scope lends it
   */
  void takeSaved(Tensor like, Scope scope) {
    saved = new Tensor[cell.compiled().saved()];
    for (int s = 0; s < saved.length; s++) {
      saved[s] = scope.tensorLike(like);
    }
  }

  /** Takes room for the numbers that so many steps draw, one series for each draw of a step. */
  void takeRandoms(int count, Scope scope) {
    randoms = new float[cell.compiled().randoms()][];
    for (int r = 0; r < randoms.length; r++) {
      randoms[r] = scope.take(count * population.neurons());
    }
  }

  /**
   * Draws numbers uniform in [0, 1) for so many steps. Those of each draw come from a child of the
   * state's stream and go on in the next call, so that it does not matter how many steps a call
   * has.
   */
  void draw(NeuronState state, int count, Scope scope) {
    if (randoms.length == 0) {
      return;
    }
    if (state.random() == null) {
      state.setRandom(cell.newRandom(scope));
    }
    drawn = count * population.neurons();
    drawnFrom = Objects.requireNonNull(state.random()).reserve(drawn);
    parts = state.randomParts(randoms.length);
    scope.parallel().forEach((drawn + DRAWN_AT_ONCE - 1) / DRAWN_AT_ONCE, drawing);
  }

  private void draw(int block, int worker) {
    int at = block * DRAWN_AT_ONCE;
    int to = Math.min(drawn, at + DRAWN_AT_ONCE);
    for (int r = 0; r < randoms.length; r++) {
      Philox.uniform(parts[r].seed(), parts[r].stream(), drawnFrom + at, randoms[r], at, to);
    }
  }

  /** Values for each neuron of the parameters that differ by neuron. */
  float[][] columns() {
    return columns;
  }

  /** What was drawn, [steps][neurons]. */
  float[][] randoms() {
    return randoms;
  }

  /** Sums of gradients of the learned parameters; null forward, or where none is learned. */
  @Nullable GradientSums sums() {
    return sums;
  }

  /** Runs some time steps of all neurons. */
  void run(int firstStep, int count, Parallel parallel) {
    first = firstStep;
    steps = count;
    parallel.forEach(population.blocks(), this);
  }

  @Override
  public void run(int block, int worker) {
    int from = population.from(block);
    stepper.run(first, steps, from, population.to(block), population.base(block));
  }

  /** Gives back what was laid out and drawn, unless steps go on with it where they are replayed. */
  void endForward(Scope scope) {
    if (!scope.isReplayed()) {
      end(scope);
    }
  }

  /** Ends steps backwards: adds their sums to the gradients of what is learned. */
  void endBackward(Tape tape) {
    GradientSums collected = sums;
    if (collected != null) {
      cell.parameterSet().addGradients(collected, population, tape.parallel());
      collected.giveBack(tape);
      sums = null;
    }
    for (Tensor values : saved) {
      tape.release(values);
    }
    end(tape);
  }

  /** Gives back what was laid out and drawn. */
  void end(Scope scope) {
    giveBack(columns, scope);
    giveBack(randoms, scope);
    columns = NONE;
    randoms = NONE;
  }

  private static void giveBack(float[][] arrays, Scope scope) {
    for (float[] array : arrays) {
      scope.giveBack(array);
    }
  }
}
