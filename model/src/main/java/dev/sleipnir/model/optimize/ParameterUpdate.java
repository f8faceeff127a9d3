package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An optimiser that updates each weight from its own gradient and from what it remembers of it. A
 * subclass says what is done to a range of weights; threads, refusals of what is not finite,
 * schedule, checkpoints and copies are the same for all.
 *
 * <p>The weights are updated in fixed blocks, so that the result does not depend on the number of
 * threads. A step has two or three passes. The first reads the gradients and changes nothing. Where
 * it finds ordinary numbers, those of the weights being ordinary too, no update can leave the range
 * of single precision, and the last pass updates in place. Where it does not, or the subclass
 * cannot {@linkplain #hasOrdinaryRates tell}, a pass between rehearses the update on copies of a
 * block first.
 */
public abstract class ParameterUpdate implements Optimizer {
  private static final int BLOCK = 16 * 1024;

  /** Blocks that are looked at in less time than it takes to wake other threads. */
  private static final int FEW_BLOCKS = 8;

  /**
   * Binary exponent of what is no longer an ordinary number, about 1e15. An update of ordinary
   * numbers stays finite: squares are below 2<sup>122</sup> even with a weight decay of 1000.
   */
  static final int ORDINARY = 50;

  private final Parallel parallel;
  private final List<Parameter> parameters;
  private final int[] firstBlock;
  private final double baseLearningRate;
  private final int[] versions;
  private final AtomicInteger firstFault = new AtomicInteger();
  private final int remembered;

  /** One for each thread that has rehearsed. */
  private final @Nullable Trial[] trials;

  private float @Nullable [][][] memory;
  private final Parallel.Task check = this::check;
  private final Parallel.Task trial = this::rehearse;
  private final Parallel.Task update = this::updateBlock;
  private Schedule schedule = Schedule.CONSTANT;
  private long steps;

  /** Whether weights and moments are known to be ordinary: they are not before the first step. */
  private volatile boolean ordinary;

  /** Of the step in progress. */
  private double learningRate;

  /**
   * An optimiser at its beginning.
   *
   * @param parameters what to update, at least one; each is updated once, however often it is
   *     listed
   * @param learningRate step size, at least 0
   * @param remembered how many numbers it remembers of each weight between steps, 0 at first
   * @param parallel the threads
   * @throws IllegalArgumentException if there is no parameter or a number is out of range
   */
  protected ParameterUpdate(
      List<Parameter> parameters, double learningRate, int remembered, Parallel parallel) {
    Require.notNegative("learningRate", learningRate);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "parameters: expected at least one, got none: nothing would be learned");
    }
    Require.atLeast("remembered", 0, remembered);
    baseLearningRate = learningRate;
    this.remembered = remembered;
    // Two blocks of one parameter, once for each place it has in a list, would run at once.
    List<Parameter> each = Parameter.distinct(parameters);
    this.parameters = each;
    this.parallel = parallel;
    firstBlock = new int[each.size() + 1];
    for (int p = 0; p < each.size(); p++) {
      int size = each.get(p).isLearned() ? each.get(p).size() : 0;
      firstBlock[p + 1] = firstBlock[p] + (size + BLOCK - 1) / BLOCK;
    }
    versions = new int[this.parameters.size()];
    trials = new Trial[parallel.threads()];
  }

  /** What is remembered, [parameter][array], made when it is first needed. */
  private float[][][] moments() {
    float[][][] moments = memory;
    if (moments == null) {
      moments = new float[parameters.size()][remembered][];
      for (int p = 0; p < moments.length; p++) {
        for (int r = 0; r < remembered; r++) {
          moments[p][r] = new float[parameters.get(p).size()];
          Arrays.fill(moments[p][r], initialMemory(r));
        }
      }
      memory = moments;
    }
    return moments;
  }

  /**
   * What one of the numbers remembered of a weight is before the first step.
   *
   * @param remembered which of them, from 0
   * @return 0 unless overridden
   */
  protected float initialMemory(int remembered) {
    return 0;
  }

  @Override
  public final void reset() {
    for (float[][] ofParameter : moments()) {
      for (int r = 0; r < remembered; r++) {
        Arrays.fill(ofParameter[r], initialMemory(r));
      }
    }
    setSteps(0);
  }

  @Override
  public final List<float[]> memory() {
    List<float[]> arrays = new ArrayList<>();
    for (int r = 0; r < remembered; r++) {
      for (float[][] moments : moments()) {
        arrays.add(moments[r]);
      }
    }
    return arrays;
  }

  /** {@return the learning rate of the step in progress, by the schedule: at least 0} */
  protected final double learningRate() {
    return learningRate;
  }

  /** The learning rate it was made with. */
  final double baseLearningRate() {
    return baseLearningRate;
  }

  /** The threads. */
  final Parallel threads() {
    return parallel;
  }

  /** Gives another optimiser this one's schedule. */
  final <S extends ParameterUpdate> S scheduled(S other) {
    other.setSchedule(schedule);
    return other;
  }

  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public final void step() {
    double factor = schedule.factor(steps);
    Require.notNegative("schedule's factor", factor);
    learningRate = baseLearningRate * factor;
    beforeStep(steps + 1);
    moments(); // before other threads ask for them
    requireFinite();
    steps++;
    parallel.forEach(firstBlock[parameters.size()], update);
    for (int p = 0; p < parameters.size(); p++) {
      if (parameters.get(p).isLearned()) {
        parameters.get(p).edited(name());
      }
      versions[p] = parameters.get(p).version();
    }
  }

  @Override
  public final Optimizer copy(List<Parameter> others) {
    OptimizerMemory.requireLike(parameters, others);
    ParameterUpdate copy = scheduled(like(others, baseLearningRate, parallel));
    OptimizerMemory.of(this).restore(copy);
    return copy;
  }

  /**
   * One of the same kind with the same constants, at its beginning: for {@link #copy}.
   *
   * @param others what it updates
   * @param sameLearningRate step size
   * @param sameThreads the threads
   * @return another one
   */
  protected abstract ParameterUpdate like(
      List<Parameter> others, double sameLearningRate, Parallel sameThreads);

  /** Finds out whether the step would leave finite numbers, changing nothing but gradients. */
  private void requireFinite() {
    if (!hasOrdinaryRates() || wereEdited()) {
      ordinary = false;
    }
    int blocks = firstBlock[parameters.size()];
    firstFault.set(blocks);
    if (blocks <= FEW_BLOCKS) {
      for (int block = 0; block < blocks; block++) {
        check(block, 0);
      }
    } else {
      parallel.forEach(blocks, check);
    }
    if (firstFault.get() < blocks) {
      refuseGradient(parameterOf(firstFault.get()));
    }
    if (!ordinary) {
      parallel.forEach(blocks, trial);
      if (firstFault.get() < blocks) {
        refuseResult(firstFault.get());
      }
      ordinary = true;
    }
  }

  private boolean wereEdited() {
    for (int p = 0; p < versions.length; p++) {
      if (parameters.get(p).isLearned() && parameters.get(p).version() != versions[p]) {
        return true;
      }
    }
    return false;
  }

  private void check(int block, int worker) {
    int p = parameterOf(block);
    int from = from(p, block);
    int n = to(p, from) - from;
    float[] gradient = parameters.get(p).gradient();
    if (!Reductions.allBelow(gradient, from, n, ORDINARY)) {
      ordinary = false;
      if (!Reductions.allFinite(gradient, from, n)) {
        firstFault.accumulateAndGet(block, Math::min);
      }
    }
  }

  /** Updates copies of a block, to see whether they stay finite. */
  private void rehearse(int block, int worker) {
    Trial copies = trial(worker);
    copies.update(block);
    for (float[] values : copies.results) {
      if (!Reductions.allFinite(values, 0, copies.length)) {
        firstFault.accumulateAndGet(block, Math::min);
      }
    }
  }

  private Trial trial(int worker) {
    Trial trial = trials[worker];
    if (trial == null) {
      trial = new Trial();
      trials[worker] = trial;
    }
    return trial;
  }

  /** Copies of a block after the update. */
  private final class Trial {
    /** The weights, then what is remembered of them. */
    final float[][] results = new float[1 + remembered][];

    /** How many there are. */
    int length;

    private final float[][] moments = new float[remembered][];
    private final float[] gradient;

    Trial() {
      int longest = 0;
      for (Parameter parameter : parameters) {
        longest = Math.max(longest, Math.min(BLOCK, parameter.size()));
      }
      gradient = new float[longest];
      results[0] = new float[longest];
      for (int r = 0; r < remembered; r++) {
        moments[r] = new float[longest];
        results[1 + r] = moments[r];
      }
    }

    void update(int block) {
      int p = parameterOf(block);
      int from = from(p, block);
      length = to(p, from) - from;
      System.arraycopy(parameters.get(p).data(), from, results[0], 0, length);
      System.arraycopy(parameters.get(p).gradient(), from, gradient, 0, length);
      float[][] remembers = moments()[p];
      for (int r = 0; r < remembered; r++) {
        System.arraycopy(remembers[r], from, moments[r], 0, length);
      }
      ParameterUpdate.this.update(results[0], gradient, moments, 0, length);
    }
  }

  private void refuseGradient(int p) {
    float[] gradient = parameters.get(p).gradient();
    int index = Reductions.firstNonFinite(gradient, 0, gradient.length);
    String message =
        prefix()
            + "gradient of "
            + described(p)
            + " has a "
            + gradient[index]
            + " at index "
            + index
            + "; expected finite numbers; nothing was changed, gradients are cleared. The input,"
            + " the loss or too high a learning rate may be the cause: Diagnose.of(network, input)"
            + " names the layer";
    clearGradients();
    throw new ArithmeticException(message);
  }

  private void refuseResult(int block) {
    int p = parameterOf(block);
    int from = from(p, block);
    Trial copies = trial(0);
    copies.update(block);
    float[][] results = copies.results;
    int index = -1;
    float[] fault = results[0];
    for (int r = 0; r < results.length && index < 0; r++) {
      fault = results[r];
      index = Reductions.firstNonFinite(fault, 0, copies.length);
    }
    boolean weight = fault == results[0];
    float before = parameters.get(p).data()[from + index];
    String message =
        prefix()
            + (weight ? "" : "what is remembered of ")
            + described(p)
            + (Float.isFinite(before) ? " would become " : " was already ")
            + (Float.isFinite(before) ? fault[index] : before)
            + " at index "
            + (from + index)
            + ", from "
            + before
            + " by a gradient of "
            + parameters.get(p).gradient()[from + index]
            + "; expected finite numbers; nothing was changed, gradients are cleared. Lower the"
            + " learning rate, or clip the gradients";
    clearGradients();
    throw new ArithmeticException(message);
  }

  private String prefix() {
    return name() + " step " + (steps + 1) + ": ";
  }

  private String described(int p) {
    return "parameter " + p + " (" + parameters.get(p) + ")";
  }

  /**
   * Computes what depends on the number of the step alone, such as bias corrections, on the thread
   * that calls {@link #step}.
   *
   * @param number of the step, from 1
   */
  protected void beforeStep(long number) {}

  /**
   * Whether the constants and {@link #learningRate} are such that weights, gradients and what is
   * remembered of at most 2<sup>50</sup> are updated to finite numbers. Then the update need not be
   * rehearsed, which about doubles the time of a step.
   *
   * @return false unless overridden
   */
  protected boolean hasOrdinaryRates() {
    return false;
  }

  /**
   * Whether what is remembered are means of gradients or of their powers, which stay as small as
   * those are and need not be looked at.
   *
   * @return false unless overridden
   */
  protected boolean remembersMeans() {
    return false;
  }

  private int parameterOf(int block) {
    int p = 0;
    while (firstBlock[p + 1] <= block) {
      p++;
    }
    return p;
  }

  private int from(int p, int block) {
    return (block - firstBlock[p]) * BLOCK;
  }

  private int to(int p, int from) {
    return Math.min(parameters.get(p).size(), from + BLOCK);
  }

  private void updateBlock(int block, int worker) {
    int p = parameterOf(block);
    Parameter parameter = parameters.get(p);
    int from = from(p, block);
    int to = to(p, from);
    float[][] moments = moments()[p];
    update(parameter.data(), parameter.gradient(), moments, from, to);
    Arrays.fill(parameter.gradient(), from, to, 0f);
    // While they are in the cache.
    boolean small = Reductions.allBelow(parameter.data(), from, to - from, ORDINARY);
    for (int m = 0; m < moments.length && small && !remembersMeans(); m++) {
      small = Reductions.allBelow(moments[m], from, to - from, ORDINARY);
    }
    if (!small) {
      ordinary = false;
    }
  }

  /**
   * Updates a range of one parameter. Ranges are updated in any order, on several threads at once,
   * and may be updated on copies first: an update reads and writes nothing but these arrays, and
   * each weight's numbers alone.
   *
   * @param data the weights
   * @param gradient their gradients, all finite
   * @param remembered what is remembered of them, an array each, as long as {@code data}
   * @param from first index, in all arrays
   * @param to one past the last
   */
  protected abstract void update(
      float[] data, float[] gradient, float[][] remembered, int from, int to);

  @Override
  public final void setSchedule(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("learning rate", String.valueOf(baseLearningRate));
    settings.put("schedule", schedule.text());
    constants().forEach((name, value) -> settings.put(name, String.valueOf(value)));
    return settings;
  }

  /**
   * All but the learning rate that decides what a step does: a checkpoint is resumed only by an
   * optimiser with the same.
   *
   * @return numbers by name
   */
  protected abstract Map<String, Double> constants();

  @Override
  public final long steps() {
    return steps;
  }

  @Override
  public final void setSteps(long steps) {
    Require.atLeast("steps", 0, steps);
    this.steps = steps;
    ordinary = false; // weights and moments may come from a file
  }
}
