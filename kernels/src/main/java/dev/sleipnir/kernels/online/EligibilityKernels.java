package dev.sleipnir.kernels.online;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.EligibilityProgram;
import dev.sleipnir.kernels.graph.Program;
import org.jspecify.annotations.Nullable;

/**
 * Compiled steps of neurons and of the eligibilities of their synapses, as {@link
 * EligibilityProgram} derives them from the neurons' text. Results depend neither on the vector
 * width nor on how the rows are cut into ranges; several threads may run ranges of their own.
 */
public final class EligibilityKernels {
  private static final float[][] NONE = {};

  private final EligibilityProgram program;
  private final Kernel neurons;
  private final Kernel traces;
  private final Kernel synapses;

  /** A program, its numbers, and its loop once it is needed. */
  private static final class Kernel {
    private final String name;
    private final Program program;
    private final float[] constants;
    private volatile @Nullable CompiledLoop compiled;

    Kernel(String name, Program program, double[] numbers) {
      this.name = name;
      this.program = program;
      constants = new float[program.invariants().size()];
      program.invariants(numbers, constants);
    }

    CompiledLoop loop() {
      CompiledLoop loop = compiled;
      if (loop == null) {
        // Two threads that come first compile the same loop twice: harmless, and no lock later.
        loop = LoopCompiler.compile(name, program.loop());
        compiled = loop;
      }
      return loop;
    }
  }

  /**
   * Kernels, compiled when first used.
   *
   * @param equations the neurons, of one input, without chance
   * @param surrogate how spikes are differentiated
   * @param windowed whether spikes have a gradient near the threshold only
   * @param numbers values of the parameters, the time step, the surrogate's alpha, the window (not
   *     read unless windowed) and kappa, what is left of the read-out in a step
   * @throws dev.sleipnir.kernels.equation.EquationException if an equation cannot be advanced by
   *     its integrator
   */
  public EligibilityKernels(
      Equations equations, Surrogate surrogate, boolean windowed, double[] numbers) {
    program = EligibilityProgram.of(equations, surrogate, windowed);
    String name = equations.name() + " e-prop";
    neurons = new Kernel(name + " neurons", program.neurons(), numbers);
    traces = new Kernel(name + " traces", program.traces(), numbers);
    synapses = new Kernel(name + " synapses", program.synapses(), numbers);
  }

  /**
   * Number of the neurons' state variables.
   *
   * @return at least 0
   */
  public int states() {
    return program.states();
  }

  /**
   * Number of eligibilities that all synapses of a pre-synaptic neuron share.
   *
   * @return at least 0
   */
  public int traces() {
    return program.traceCount();
  }

  /**
   * Number of eligibilities that each synapse has, the filtered one aside.
   *
   * @return at least 0
   */
  public int matrices() {
    return program.matrixCount();
  }

  /**
   * Number of slopes that a neuron has in a step.
   *
   * @return at least 0
   */
  public int slopes() {
    return program.slopeCount();
  }

  /**
   * One step of neurons.
   *
   * @param series the input; what receives the output; what receives the slopes, in order: [n] each
   * @param states the state variables, [n] each, updated
   * @param n number of neurons
   * @throws IllegalArgumentException if an array is missing or too short
   */
  public void stepNeurons(float[][] series, float[][] states, int n) {
    neurons.loop().run(neurons.constants, NONE, series, states, 0, 1, n, 0, n, 0);
  }

  /**
   * One step of traces.
   *
   * @param series the signal of each pre-synaptic neuron; the traces; what receives the traces
   *     after the step; what receives a copy of the signal: [n] each
   * @param n number of pre-synaptic neurons
   * @throws IllegalArgumentException if an array is missing or too short
   */
  public void stepTraces(float[][] series, int n) {
    traces.loop().run(traces.constants, NONE, series, NONE, 0, 1, n, 0, n, 0);
  }

  /**
   * One step of the synapses of some post-synaptic neurons of one sample.
   *
   * @param preSynaptic the traces; the traces after the step; the signal: [sample][pre] each
   * @param series matrices and the filtered eligibility, [sample][post][pre] each, updated; then
   *     the slopes, [sample][post] each
   * @param sample which sample
   * @param post post-synaptic neurons of a sample
   * @param pre pre-synaptic neurons of a sample
   * @param from first post-synaptic neuron
   * @param to one past the last
   * @throws IllegalArgumentException if a size is negative or an array is missing or too short
   */
  public void stepSynapses(
      float[][] preSynaptic, float[][] series, int sample, int post, int pre, int from, int to) {
    int first = sample * post + from;
    synapses
        .loop()
        .run(
            synapses.constants,
            preSynaptic,
            series,
            NONE,
            first,
            to - from,
            pre,
            0,
            pre,
            -sample * pre);
  }
}
