package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Neurons that are stepped in place, again and again: their state, their parameters and the arrays
 * of a step's inputs and output are laid out once, so that a step allocates nothing. Made by {@link
 * NeuronCell#resident} and {@link RecurrentCell#resident}; used by one thread at a time.
 */
public final class ResidentNeurons {
  private final NeuronCell cell;
  private final Population population;
  private final Parallel parallel;
  private final float[][] inputs;
  private final float[] output;
  private final float[][] randoms;
  private final float[][] state;
  private final float[][] initial;
  private PopulationSteps steps;

  /** What is drawn from, and its children, one for each draw; null if nothing is. */
  private @Nullable RandomStream random;

  private RandomStream[] parts = {};

  ResidentNeurons(NeuronCell cell, Tensor like, float[][] inputs, float[] output, Scope scope) {
    this.cell = cell;
    parallel = scope.parallel();
    ParameterSet parameters = cell.parameterSet();
    population = new Population(cell.model().name(), like, 1, parameters.differByNeuron());
    parameters.require(population);
    this.inputs = inputs;
    this.output = output;
    int neurons = population.neurons();
    randoms = new float[cell.compiled().randoms()][neurons];
    int columns = cell.compiled().states().size();
    state = new float[columns][neurons];
    initial = new float[columns][neurons];
    steps = begun(scope);
    layOutInitialState();
    reset(scope);
  }

  private PopulationSteps begun(Scope scope) {
    PopulationSteps begun = new PopulationSteps(cell, population);
    Stepper stepper = begun.begin(Stepper.Way.FORWARD, scope);
    for (int k = 0; k < inputs.length; k++) {
      stepper.input(k, inputs[k]);
    }
    for (int r = 0; r < randoms.length; r++) {
      stepper.random(r, randoms[r]);
    }
    stepper.output(output);
    stepper.states(state);
    return begun;
  }

  private void layOutInitialState() {
    for (int s = 0; s < initial.length; s++) {
      cell.parameterSet().initialise(s, initial[s], population);
    }
  }

  /** One step: reads the inputs, updates the state, writes the output. */
  public void step() {
    RandomStream drawn = random;
    if (drawn != null) {
      int neurons = population.neurons();
      long first = drawn.reserve(neurons);
      for (int r = 0; r < randoms.length; r++) {
        RandomStream part = parts[r];
        Philox.uniform(part.seed(), part.stream(), first, randoms[r], 0, neurons);
      }
    }
    steps.run(0, 1, parallel);
  }

  /**
   * The state variables of all neurons.
   *
   * @return a column for each, in the order of the equations; live
   */
  public float[][] state() {
    return state;
  }

  /**
   * What kind of neurons these are.
   *
   * @return the model's name and its state variables
   */
  @Override
  public String toString() {
    return cell.model().name() + " " + cell.compiled().states();
  }

  /** Back to the initial state; what is drawn from here on was not drawn before. */
  public void reset() {
    restoreInitialState();
    if (cell.isStochastic()) {
      setRandom(cell.newRandom());
    }
  }

  /**
   * Back to the initial state; random numbers are those of a population that begins in this scope.
   *
   * @param scope an open one, with a stream or without
   */
  public void reset(Scope scope) {
    restoreInitialState();
    if (cell.isStochastic()) {
      setRandom(cell.newRandom(scope));
    }
  }

  private void restoreInitialState() {
    for (int s = 0; s < state.length; s++) {
      System.arraycopy(initial[s], 0, state[s], 0, state[s].length);
    }
  }

  /**
   * What the neurons draw from; a step moves its position.
   *
   * @return a copy of the stream as it is; null for neurons that draw nothing
   */
  public @Nullable RandomStream random() {
    return random == null ? null : random.copy();
  }

  /**
   * Lets the neurons draw from here on what a stream gives.
   *
   * @param stream the stream, of which the neurons take a copy at its position; nothing happens if
   *     they draw nothing
   */
  public void setRandom(RandomStream stream) {
    if (!cell.isStochastic()) {
      return;
    }
    random = stream.copy();
    parts = new RandomStream[randoms.length];
    for (int r = 0; r < randoms.length; r++) {
      parts[r] = stream.split(r);
    }
  }

  /**
   * Takes over the values of parameters that have changed; the state stays.
   *
   * @param scope the neurons' workspace, opened
   */
  public void refresh(Scope scope) {
    steps.end(scope);
    steps = begun(scope);
    layOutInitialState();
  }
}
