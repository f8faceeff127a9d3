package dev.sleipnir.model.neuron;

import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Scope;

/** A cell's kernels at work on one population: the arrays they read and write, block by block. */
final class KernelRun implements Parallel.Task {
  /** Which kernel. */
  enum Kernel {
    FORWARD,
    SAVING,
    BACKWARD
  }

  private static final float[][] NONE = {};

  private final CompiledNeuron compiled;
  private final NeuronCell cell;
  private CompiledNeuron.Constants constants;
  private final ParameterSet parameters;
  private final Population population;
  private Kernel kernel = Kernel.FORWARD;
  private float[][] columns = NONE;
  private float[][] series = NONE;
  private float[][] carried = NONE;
  private int first;
  private int steps;

  KernelRun(NeuronCell cell, Population population) {
    this.cell = cell;
    compiled = cell.compiled();
    parameters = cell.parameterSet();
    constants = cell.constants();
    this.population = population;
  }

  /** Lays out the parameters that differ by neuron and remembers the arrays. */
  void begin(Kernel which, float[][] seriesArrays, float[][] carriedArrays, Scope scope) {
    kernel = which;
    series = seriesArrays;
    carried = carriedArrays;
    scope.prepare(cell.parameters(), () -> layOut(scope));
  }

  private void layOut(Scope scope) {
    if (scope.isReplayed()) {
      end(scope);
      constants = cell.constants();
    }
    columns = parameters.columns(population, scope);
  }

  /** Runs some time steps. */
  void run(int firstStep, int count, Scope scope) {
    first = firstStep;
    steps = count;
    scope.parallel().forEach(population.blocks(), this);
  }

  /** Gives the parameters' room back. */
  void end(Scope scope) {
    for (float[] column : columns) {
      scope.giveBack(column);
    }
    columns = NONE;
  }

  @Override
  public void run(int block, int worker) {
    int n = population.neurons();
    int from = population.from(block);
    int to = population.to(block);
    int base = population.base(block);
    switch (kernel) {
      case FORWARD ->
          compiled.forward(constants, columns, series, carried, first, steps, n, from, to, base);
      case SAVING ->
          compiled.forwardSaving(
              constants, columns, series, carried, first, steps, n, from, to, base);
      case BACKWARD ->
          compiled.backward(constants, columns, series, carried, first, steps, n, from, to, base);
    }
  }
}
