package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.Arrays;
import java.util.List;

/** Runs an elementwise update over all parameters in fixed blocks, then clears the gradients. */
abstract class ParameterUpdate implements Optimizer, Parallel.Task {
  private static final int BLOCK = 16 * 1024;

  private final Parallel parallel;
  private final List<Parameter> parameters;
  private final int[] firstBlock;
  private final double baseLearningRate;
  private Schedule schedule = Schedule.CONSTANT;
  private long steps;

  /** Of the step in progress. */
  double learningRate;

  ParameterUpdate(List<Parameter> parameters, double learningRate, Parallel parallel) {
    Rates.require("learningRate", learningRate);
    baseLearningRate = learningRate;
    // Two blocks of one parameter, once for each place it has in a list, would run at once.
    List<Parameter> each = Parameter.distinct(parameters);
    this.parameters = each;
    this.parallel = parallel;
    firstBlock = new int[each.size() + 1];
    for (int p = 0; p < each.size(); p++) {
      firstBlock[p + 1] = firstBlock[p] + (each.get(p).size() + BLOCK - 1) / BLOCK;
    }
  }

  /** One array of zeros for each parameter. */
  static float[][] zerosLike(List<Parameter> parameters) {
    float[][] zeros = new float[parameters.size()][];
    for (int p = 0; p < zeros.length; p++) {
      zeros[p] = new float[parameters.get(p).size()];
    }
    return zeros;
  }

  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public final void step() {
    double factor = schedule.factor(steps);
    Rates.require("schedule's factor", factor);
    learningRate = baseLearningRate * factor;
    steps++;
    beforeStep(steps);
    parallel.forEach(firstBlock[parameters.size()], this);
    for (int p = 0; p < parameters.size(); p++) {
      parameters.get(p).edited(name());
    }
  }

  @Override
  public final Optimizer copy(List<Parameter> others) {
    OptimizerMemory.requireLike(parameters, others);
    ParameterUpdate copy = like(others, baseLearningRate, parallel);
    copy.setSchedule(schedule);
    OptimizerMemory.of(this).restore(copy);
    return copy;
  }

  /** One of the same kind with the same constants, in its initial state. */
  abstract ParameterUpdate like(
      List<Parameter> others, double sameLearningRate, Parallel sameThreads);

  /** What depends on the number of the step alone. */
  void beforeStep(long number) {}

  @Override
  public final void run(int block, int worker) {
    int p = 0;
    while (firstBlock[p + 1] <= block) {
      p++;
    }
    Parameter parameter = parameters.get(p);
    int from = (block - firstBlock[p]) * BLOCK;
    int to = Math.min(parameter.size(), from + BLOCK);
    update(p, parameter.data(), parameter.gradient(), from, to);
    Arrays.fill(parameter.gradient(), from, to, 0f);
  }

  abstract void update(int parameter, float[] data, float[] gradient, int from, int to);

  @Override
  public final void setSchedule(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public final long steps() {
    return steps;
  }

  @Override
  public final void setSteps(long steps) {
    this.steps = steps;
  }
}
