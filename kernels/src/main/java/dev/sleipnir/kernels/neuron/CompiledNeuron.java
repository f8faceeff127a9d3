package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.bytecode.CompiledBitLoop;
import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.graph.Program;
import dev.sleipnir.kernels.graph.Programs;
import dev.sleipnir.kernels.neuron.Stepper.Way;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
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

  /** By way; the same for all windows. */
  private final Kernel[] kernels;

  private CompiledNeuron(
      Equations equations, Programs programs, int values, double window, Kernel[] kernels) {
    this.equations = equations;
    this.programs = programs;
    this.values = values;
    this.window = window;
    this.kernels = kernels;
  }

  /** Loops, each made when first used. */
  private static final class Kernel {
    private final Equations equations;
    private final String name;
    private final Program program;
    private volatile @Nullable CompiledLoop loop;
    private volatile @Nullable CompiledBitLoop bits;

    Kernel(Equations equations, String step, Program program) {
      this.equations = equations;
      name = equations.name() + " " + step;
      this.program = program;
    }

    // Two threads that come first compile the same loop twice: harmless, and no lock later.

    CompiledLoop loop() {
      CompiledLoop made = loop;
      if (made == null) {
        made = compile(() -> LoopCompiler.compile(name, program.loop()));
        loop = made;
      }
      return made;
    }

    CompiledBitLoop bits() {
      CompiledBitLoop made = bits;
      if (made == null) {
        // The output is the first of the stores.
        made = compile(() -> LoopCompiler.compileBits(name + " to bits", program.loop(), 0));
        bits = made;
      }
      return made;
    }

    private <L> L compile(Supplier<L> compiler) {
      try {
        return compiler.get();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(e.getMessage() + LongestLine.of(equations), e);
      }
    }
  }

  static CompiledNeuron of(Equations equations, NeuronForm form) {
    Programs programs = Programs.of(equations, form);
    Kernel[] kernels = {
      new Kernel(equations, "forward", programs.forward()),
      new Kernel(equations, "forward, saving", programs.saving()),
      new Kernel(equations, "backward", programs.backward())
    };
    int values = equations.parameters().size() + 2;
    return new CompiledNeuron(equations, programs, values, form.window(), kernels);
  }

  /** The same with another window, if it has one at all. */
  CompiledNeuron withWindow(double other) {
    return Double.isInfinite(window) || window == other
        ? this
        : new CompiledNeuron(equations, programs, values, other, kernels);
  }

  /** What the kernels need of the numbers that are the same for all neurons. */
  public static final class Constants {
    private final Calculation[] calculations;
    private final float[][] ofWay;

    private Constants(Kernel[] kernels) {
      calculations = new Calculation[kernels.length];
      ofWay = new float[kernels.length][];
      for (int way = 0; way < ofWay.length; way++) {
        calculations[way] = new Calculation(kernels[way].program);
        ofWay[way] = new float[kernels[way].program.invariants().size()];
      }
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
    Constants constants = new Constants(kernels);
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
    double[] all = parameters;
    if (Double.isFinite(window)) {
      all = Arrays.copyOf(parameters, values + 1);
      all[values] = window;
    }
    for (int way = 0; way < kernels.length; way++) {
      constants.calculations[way].run(all, constants.ofWay[way]);
    }
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
   * Steps neurons {@code from} to {@code to - 1}. Columns begin with the parameters of neuron
   * {@code base}.
   *
   * <p>Forward, series are the inputs; the random numbers, uniform in [0, 1); what receives the
   * output, which may be an input's array; and, if saving, what receives the values that the steps
   * backwards need. Carried are the state variables.
   *
   * <p>Backwards, series are the saved values; the gradient at the output; and what receives the
   * gradients at the inputs, the first of which may be the output's array. Carried are the
   * gradients at the state variables and, for each learned parameter, a column to which its
   * gradient is added.
   */
  void run(
      Way way,
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
    float[] numbers = constants.ofWay[way.place];
    CompiledLoop loop = kernels[way.place].loop();
    loop.run(numbers, columns, series, carried, first, steps, n, from, to, base);
  }

  /**
   * As {@link #run}, forward, the spikes as bits: what would receive the output is not touched, and
   * {@code from} is a multiple of 64.
   */
  void runBits(
      Way way,
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
    float[] numbers = constants.ofWay[way.place];
    CompiledBitLoop loop = kernels[way.place].bits();
    loop.run(numbers, columns, series, carried, spikes, first, steps, n, from, to, base);
  }
}
