package dev.sleipnir.kernels.neuron;

import java.util.Arrays;

/**
 * One kernel of a {@link CompiledNeuron} and the arrays it works on: this class alone knows in
 * which order they stand. Whoever steps neurons says which array is an input, a state variable or a
 * gradient, and then runs ranges of neurons through blocks of time steps, in any order of ranges
 * and from several threads at once.
 *
 * <p>Arrays are of two kinds: those of time steps, [steps][n], and those that go from step to step,
 * [n]. Runs allocate nothing, and their results depend neither on how a population is cut into
 * ranges nor on the vector width.
 */
public final class Stepper {
  private static final float[] NOTHING = {};
  private static final float[][] NO_COLUMNS = {};

  /** Neurons whose state stays in the first-level cache from step to step. */
  private static final int AT_ONCE = 2048;

  /** Which kernel. */
  public enum Way {
    /** The steps. */
    FORWARD(0),

    /** The steps, saving what the steps backwards need. */
    SAVING(1),

    /**
     * The steps backwards: turns gradients at the outputs and at the state after the last step into
     * gradients at the inputs and at the state before the first.
     */
    BACKWARD(2);

    /** Where the kernel of this way stands. */
    final int place;

    Way(int place) {
      this.place = place;
    }
  }

  private final CompiledNeuron compiled;
  private final CompiledNeuron.Constants constants;
  private final Way way;
  private final int n;
  private final float[][] series;
  private final float[][] carried;
  private float[][] columns = NO_COLUMNS;

  /**
   * A kernel, its arrays not yet given.
   *
   * @param compiled the neurons
   * @param constants the numbers that are the same for all of them
   * @param way which kernel
   * @param n neurons of a time step
   */
  public Stepper(CompiledNeuron compiled, CompiledNeuron.Constants constants, Way way, int n) {
    this.compiled = compiled;
    this.constants = constants;
    this.way = way;
    this.n = n;
    int inputs = compiled.inputs();
    int saved = compiled.saved();
    int states = compiled.states().size();
    series =
        new float
            [switch (way) {
              case FORWARD -> inputs + compiled.randoms() + 1;
              case SAVING -> inputs + compiled.randoms() + 1 + saved;
              case BACKWARD -> saved + 1 + inputs;
            }][];
    carried = new float[way == Way.BACKWARD ? states + compiled.learned() : states][];
    Arrays.fill(series, NOTHING);
    Arrays.fill(carried, NOTHING);
  }

  /**
   * Neurons of a time step.
   *
   * @return their number
   */
  public int neurons() {
    return n;
  }

  /**
   * Gives the parameters that have a value for each neuron.
   *
   * @param arrays a column for each, in the order of the equations, from the {@code base} of a run
   *     on
   */
  public void columns(float[][] arrays) {
    columns = arrays;
  }

  /**
   * Gives what an input is read from; backwards, what receives the gradient at it.
   *
   * @param k which input
   * @param array [steps][n]; backwards the first may be the array of the gradient at the output
   */
  public void input(int k, float[] array) {
    series[k + (way == Way.BACKWARD ? compiled.saved() + 1 : 0)] = array;
  }

  /**
   * Gives random numbers, for the steps forward.
   *
   * @param k which number of a step
   * @param array uniform in [0, 1), [steps][n]
   */
  public void random(int k, float[] array) {
    series[compiled.inputs() + k] = array;
  }

  /**
   * Gives what receives the output; backwards, what the gradient at the output is read from. Steps
   * whose spikes are bits need none.
   *
   * @param array [steps][n]; may be that of an input
   */
  public void output(float[] array) {
    series[way == Way.BACKWARD ? compiled.saved() : compiled.inputs() + compiled.randoms()] = array;
  }

  /**
   * Gives what receives a saved value; backwards, what it is read from.
   *
   * @param k which value
   * @param array [steps][n]
   */
  public void saved(int k, float[] array) {
    series[k + (way == Way.BACKWARD ? 0 : compiled.inputs() + compiled.randoms() + 1)] = array;
  }

  /**
   * Gives state variables, updated by the steps; backwards, the gradients at them.
   *
   * @param arrays a column for each, [n], in the order of the equations
   */
  public void states(float[][] arrays) {
    System.arraycopy(arrays, 0, carried, 0, compiled.states().size());
  }

  /**
   * Gives what the gradients of learned parameters are added to, for the steps backwards.
   *
   * @param arrays a column for each, [n], in the order of the equations
   */
  public void sums(float[][] arrays) {
    System.arraycopy(arrays, 0, carried, compiled.states().size(), compiled.learned());
  }

  /**
   * Runs neurons {@code from} to {@code to - 1}.
   *
   * @param first the first time step
   * @param steps number of time steps
   * @param from first neuron
   * @param to one past the last neuron
   * @param base neuron whose parameters stand first in the columns
   * @throws IllegalArgumentException if a size is negative or an array is missing or too short
   * @throws IndexOutOfBoundsException if the range lies outside the population
   */
  public void run(int first, int steps, int from, int to, int base) {
    compiled.run(way, constants, columns, series, carried, first, steps, n, from, to, base);
  }

  /**
   * Runs all neurons, some at a time, their parameters from the first neuron on.
   *
   * @param first the first time step
   * @param steps number of time steps
   * @throws IllegalArgumentException if a size is negative or an array is missing or too short
   */
  public void run(int first, int steps) {
    for (int from = 0; from < n; from += AT_ONCE) {
      run(first, steps, from, Math.min(n, from + AT_ONCE), 0);
    }
  }

  /**
   * Runs all neurons forward as {@link #run(int, int)}, the spikes as bits.
   *
   * @param spikes receives the spikes, [first + steps] rows of as many words as n bits need: bit e
   *     % 64 of word e / 64 for neuron e, and zeros after the last neuron in its word
   * @param first the first time step
   * @param steps number of time steps
   * @throws IllegalArgumentException if a size is negative or an array is missing or too short
   */
  public void runBits(long[] spikes, int first, int steps) {
    for (int from = 0; from < n; from += AT_ONCE) {
      int to = Math.min(n, from + AT_ONCE);
      compiled.runBits(
          way, constants, columns, series, carried, spikes, first, steps, n, from, to, 0);
    }
  }
}
