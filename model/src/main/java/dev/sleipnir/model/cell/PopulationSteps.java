package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import java.util.Objects;

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
  private float[][] sums = NONE;
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
   * @return what is to be given inputs, output and states, and for backward what was saved
   */
  Stepper begin(Stepper.Way way, Scope scope) {
    columns = cell.parameterSet().columns(population, scope);
    stepper = stepper(way, population.neurons());
    stepper.columns(columns);
    if (way == Stepper.Way.BACKWARD) {
      sums = cell.parameterSet().takeSums(population, scope);
      stepper.sums(sums);
    }
    return stepper;
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

  /** Gradients of the learned parameters at each neuron. */
  float[][] sums() {
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

  /** Adds the sums to the gradients of what is learned and gives back what was laid out. */
  void end(Scope scope) {
    if (sums.length > 0) {
      cell.parameterSet().addGradients(sums, population, scope.parallel());
    }
    giveBack(sums, scope);
    giveBack(columns, scope);
    giveBack(randoms, scope);
    sums = NONE;
    columns = NONE;
    randoms = NONE;
  }

  private static void giveBack(float[][] arrays, Scope scope) {
    for (float[] array : arrays) {
      scope.giveBack(array);
    }
  }
}
