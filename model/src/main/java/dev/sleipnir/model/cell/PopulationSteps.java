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
 * when this was made.
 */
final class PopulationSteps implements Parallel.Task {
  private static final float[][] NONE = {};

  /** Random numbers drawn at a time. */
  private static final int DRAWN_AT_ONCE = 1 << 16;

  private final NeuronCell cell;
  private final CompiledNeuron.Constants constants;
  private final Population population;
  private Stepper stepper;
  private float[][] columns = NONE;
  private float[][] randoms = NONE;
  private @Nullable GradientSums sums;

  /** What the steps backwards start from; nothing before it was saved. */
  private Tensor[] saved = {};

  private int first;
  private int steps;

  PopulationSteps(NeuronCell cell, Population population) {
    this.cell = cell;
    this.population = population;
    constants = cell.constants();
    stepper = stepper(Stepper.Way.FORWARD, 0);
  }

  int neurons() {
    return population.neurons();
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
   * @param scope lends what is laid out
   * @return what is to be given inputs, output and states
   */
  Stepper begin(Stepper.Way way, Scope scope) {
    begin(way, 0, scope);
    stepper = stepper(way, population.neurons());
    stepper.columns(columns);
    if (sums != null) {
      stepper.sums(sums.columns());
    }
    for (int s = 0; way == Stepper.Way.BACKWARD && s < saved.length; s++) {
      stepper.saved(s, saved[s].data());
    }
    return stepper;
  }

  /**
   * Makes room for what the steps, begun, save; those backwards give it back.
   *
   * @param like the output
   * @param scope lends it
   */
  void save(Tensor like, Scope scope) {
    saved = new Tensor[cell.compiled().saved()];
    for (int s = 0; s < saved.length; s++) {
      saved[s] = scope.tensorLike(like);
      stepper.saved(s, saved[s].data());
    }
  }

  /**
   * Begins steps unit by unit.
   *
   * @param way forward, saving or backward
   * @param kernel what drives the units
   * @param scope lends what is laid out
   */
  void begin(Stepper.Way way, SpikeDrive kernel, Scope scope) {
    begin(way, kernel.isSample() ? kernel.firstUnit(kernel.tasks()) : 0, scope);
  }

  private void begin(Stepper.Way way, int units, Scope scope) {
    ParameterSet parameters = cell.parameterSet();
    columns = parameters.columns(population, scope);
    if (way == Stepper.Way.BACKWARD && cell.compiled().learned() > 0) {
      sums = new GradientSums(parameters.learnedByNeuron(), population.neurons(), units, scope);
    }
  }

  /**
   * Numbers uniform in [0, 1) for so many steps, one series for each draw of the equations. Each
   * comes from a child of the state's stream and goes on in the next call, so that it does not
   * matter how many steps a call has.
   */
  void draw(NeuronState state, int count, Scope scope) {
    randoms = new float[cell.compiled().randoms()][];
    if (randoms.length == 0) {
      return;
    }
    if (state.random() == null) {
      state.setRandom(cell.newRandom(scope));
    }
    RandomStream random = Objects.requireNonNull(state.random());
    int numbers = count * population.neurons();
    long from = random.reserve(numbers);
    for (int r = 0; r < randoms.length; r++) {
      RandomStream part = random.split(r);
      float[] drawn = scope.take(numbers);
      scope
          .parallel()
          .forEach(
              (numbers + DRAWN_AT_ONCE - 1) / DRAWN_AT_ONCE,
              (block, worker) -> {
                int at = block * DRAWN_AT_ONCE;
                int to = Math.min(numbers, at + DRAWN_AT_ONCE);
                Philox.uniform(part.seed(), part.stream(), from + at, drawn, at, to);
              });
      randoms[r] = drawn;
      stepper.random(r, drawn);
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

  /** Gives back what was laid out. */
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
