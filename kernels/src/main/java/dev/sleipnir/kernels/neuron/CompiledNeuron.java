package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.bytecode.CompiledBitLoop;
import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.graph.Program;
import dev.sleipnir.kernels.graph.Programs;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a model in one {@link NeuronForm}: each steps a range of neurons through some time
 * steps. A {@link Stepper} runs them.
 *
 * <p>Values lie in arrays of three kinds, in the order each method states: <em>columns</em> hold
 * the parameters that have a value for each neuron, in order, indexed by neuron minus {@code base};
 * <em>series</em> have a value for each time step and neuron, [steps][n]; <em>carried</em> columns,
 * [n], go from step to step. Numbers that are the same for all neurons come as {@link Constants}.
 * Kernels allocate nothing, and their results depend neither on how a population is cut into ranges
 * nor on the vector width.
 */
public final class CompiledNeuron {
  private final Equations equations;
  private final Programs programs;

  /** Parameters, time step and alpha. */
  private final int values;

  /** A number like the parameters, behind them; infinite where the programs have none. */
  private final double window;

  private final Loops loops;

  private CompiledNeuron(
      Equations equations, Programs programs, int values, double window, Loops loops) {
    this.equations = equations;
    this.programs = programs;
    this.values = values;
    this.window = window;
    this.loops = loops;
  }

  /** Each made when first used; the same for all windows. */
  private static final class Loops {
    volatile @Nullable CompiledLoop forward;
    volatile @Nullable CompiledLoop saving;
    volatile @Nullable CompiledLoop backward;
    volatile @Nullable CompiledBitLoop bits;
    volatile @Nullable CompiledBitLoop savingBits;
  }

  static CompiledNeuron of(Equations equations, NeuronForm form) {
    int values = equations.parameters().size() + 2;
    return new CompiledNeuron(
        equations, Programs.of(equations, form), values, form.window(), new Loops());
  }

  /** The same with another window, if it has one at all. */
  CompiledNeuron withWindow(double other) {
    return Double.isInfinite(window) || window == other
        ? this
        : new CompiledNeuron(equations, programs, values, other, loops);
  }

  /** What the kernels need of the numbers that are the same for all neurons. */
  public static final class Constants {
    private final float[] forward;
    private final float[] saving;
    private final float[] backward;

    private Constants(Programs programs) {
      forward = new float[programs.forward().invariants().size()];
      saving = new float[programs.saving().invariants().size()];
      backward = new float[programs.backward().invariants().size()];
    }
  }

  /**
   * Prepares the numbers that are the same for all neurons: products of them are formed in double
   * precision and rounded once.
   *
   * @param parameters values of the model's parameters in order (those that are columns are not
   *     read), then the time step [s] and the surrogate's alpha
   * @return the constants
   * @throws IllegalArgumentException if there are fewer values than that
   */
  public Constants constants(double[] parameters) {
    Constants constants = new Constants(programs);
    update(constants, parameters);
    return constants;
  }

  /**
   * As {@link #constants}, into constants made before.
   *
   * @param constants receives the values
   * @param parameters as for {@link #constants}
   * @throws IllegalArgumentException if there are fewer values than parameters, time step and alpha
   */
  public void update(Constants constants, double[] parameters) {
    if (parameters.length < values) {
      throw new IllegalArgumentException(
          equations.name()
              + ": expected "
              + values
              + " values (parameters, time step, alpha), got "
              + parameters.length);
    }
    programs.forward().invariants(parameters, constants.forward);
    programs.saving().invariants(parameters, constants.saving);
    double[] all = parameters;
    if (Double.isFinite(window)) {
      all = Arrays.copyOf(parameters, values + 1);
      all[values] = window;
    }
    programs.backward().invariants(all, constants.backward);
  }

  /**
   * Names of the state variables: the carried columns of a forward step, in order.
   *
   * @return the names
   */
  public List<String> states() {
    return programs.states();
  }

  /**
   * Number of inputs.
   *
   * @return at least 1
   */
  public int inputs() {
    return programs.inputs();
  }

  /**
   * Random numbers that a neuron draws in a step.
   *
   * @return 0 unless the model is stochastic
   */
  public int randoms() {
    return programs.randoms();
  }

  /**
   * Number of parameters whose gradients the steps backwards collect.
   *
   * @return 0 where none is learned
   */
  public int learned() {
    return programs.backward().loop().carried() - programs.states().size();
  }

  /**
   * Whether the output is spikes, 0 or 1.
   *
   * @return false for what puts out a potential
   */
  public boolean isSpiking() {
    return programs.spiking();
  }

  /**
   * Values saved for each neuron and step where a backward step is to follow: 4 bytes each.
   *
   * @return their number
   */
  public int saved() {
    return programs.saved();
  }

  /**
   * Steps neurons {@code from} to {@code to - 1}. Series are the inputs; the random numbers,
   * uniform in [0, 1); and what receives the output, which may be an input's array. Carried are the
   * state variables. Columns begin with the parameters of neuron {@code base}.
   */
  void forward(
      Constants constants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    CompiledLoop loop = loops.forward;
    if (loop == null) {
      loop = compile(programs.forward(), "forward");
      loops.forward = loop;
    }
    loop.run(constants.forward, columns, series, carried, first, steps, n, from, to, base);
  }

  /**
   * As {@link #forward}, the spikes as bits: there is no array for the output, and {@code from} is
   * a multiple of 64.
   */
  void forwardBits(
      Constants constants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      long[] spikes,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    CompiledBitLoop loop = loops.bits;
    if (loop == null) {
      loop = compileBits(programs.forward(), "forward");
      loops.bits = loop;
    }
    loop.run(constants.forward, columns, series, carried, spikes, first, steps, n, from, to, base);
  }

  /** As {@link #forward}, saving what {@link #backward} needs into series behind the output. */
  void forwardSaving(
      Constants constants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    CompiledLoop loop = loops.saving;
    if (loop == null) {
      loop = compile(programs.saving(), "forward, saving");
      loops.saving = loop;
    }
    loop.run(constants.saving, columns, series, carried, first, steps, n, from, to, base);
  }

  /**
   * As {@link #forwardSaving}, the spikes as bits; what would receive the output is not touched.
   */
  void forwardSavingBits(
      Constants constants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      long[] spikes,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    CompiledBitLoop loop = loops.savingBits;
    if (loop == null) {
      loop = compileBits(programs.saving(), "forward, saving");
      loops.savingBits = loop;
    }
    loop.run(constants.saving, columns, series, carried, spikes, first, steps, n, from, to, base);
  }

  /**
   * The steps of {@link #forwardSaving} backwards. Series are the saved values; the gradient at the
   * output; and what receives the gradients at the inputs, the first of which may be the output's
   * array. Carried are the gradients at the state variables and, for each learned parameter, a
   * column to which its gradient is added.
   */
  void backward(
      Constants constants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    CompiledLoop loop = loops.backward;
    if (loop == null) {
      loop = compile(programs.backward(), "backward");
      loops.backward = loop;
    }
    loop.run(constants.backward, columns, series, carried, first, steps, n, from, to, base);
  }

  // Two threads that come first compile the same loop twice: harmless, and no lock later.
  private CompiledLoop compile(Program program, String step) {
    try {
      return LoopCompiler.compile(equations.name() + " " + step, program.loop());
    } catch (IllegalArgumentException e) {
      throw tooLarge(e);
    }
  }

  private CompiledBitLoop compileBits(Program program, String step) {
    try {
      // The output is the first of the stores.
      return LoopCompiler.compileBits(
          equations.name() + " " + step + " to bits", program.loop(), 0);
    } catch (IllegalArgumentException e) {
      throw tooLarge(e);
    }
  }

  private IllegalArgumentException tooLarge(IllegalArgumentException e) {
    return new IllegalArgumentException(e.getMessage() + LongestLine.of(equations), e);
  }
}
