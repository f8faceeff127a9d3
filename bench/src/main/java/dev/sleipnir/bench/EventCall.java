package dev.sleipnir.bench;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;

/**
 * Calls of an event-driven kernel as layers make them, block by block: the drive, or the gradient
 * of the weights. Weights and gradients at the drive are all 1, so that both add up to the number
 * of additions.
 */
final class EventCall {
  private final SpikeDrive kernel;
  private final SpikeRows spikes;
  private final int steps;
  private final Parallel parallel;
  private final float[][] parameters;
  private final float[] gradients;
  private final float[][] parameterGradients;
  private final float[][] blocks;
  private final float[] ones;
  private final Parallel.Task driveTask = this::drive;
  private final Parallel.Task gradientTask = this::addGradients;

  EventCall(SpikeDrive kernel, SpikeRows spikes, int steps, int weightSize, Parallel parallel) {
    this.kernel = kernel;
    this.spikes = spikes;
    this.steps = steps;
    this.parallel = parallel;
    float[] weights = new float[weightSize];
    Arrays.fill(weights, 1f);
    parameters = new float[][] {weights};
    gradients = new float[weightSize];
    parameterGradients = new float[][] {gradients};
    int block = kernel.blockSteps() * kernel.neurons();
    blocks = new float[parallel.threads()][block];
    ones = new float[block];
    Arrays.fill(ones, 1f);
  }

  /** The drive of all neurons. Weights are packed once, in the first call. */
  void forward() {
    kernel.begin(spikes, steps, parameters, 0);
    parallel.forEach(kernel.tasks(), driveTask);
    kernel.end();
  }

  private void drive(int task, int worker) {
    for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
      for (int first = 0; first < steps; first += kernel.blockSteps()) {
        kernel.drive(unit, first, count(first), blocks[worker], worker);
      }
    }
  }

  private int count(int first) {
    return Math.min(kernel.blockSteps(), steps - first);
  }

  /** The gradient of the weights, added to what is there. */
  void gradient() {
    kernel.begin(spikes, steps, parameters, 0);
    kernel.beginGradients(parallel.threads());
    parallel.forEach(kernel.tasks(), gradientTask);
    kernel.endGradients(parameterGradients);
    kernel.end();
  }

  private void addGradients(int task, int worker) {
    for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
      for (int first = 0; first < steps; first += kernel.blockSteps()) {
        kernel.addGradients(unit, first, count(first), ones, worker);
      }
    }
  }

  /** Fails unless drive and gradient add up to this. */
  void check(long additions) {
    kernel.begin(spikes, steps, parameters, 0);
    double drive = 0;
    for (int unit = 0; unit < kernel.firstUnit(kernel.tasks()); unit++) {
      for (int first = 0; first < steps; first += kernel.blockSteps()) {
        kernel.drive(unit, first, count(first), blocks[0], 0);
        drive += sum(blocks[0], count(first) * kernel.neurons());
      }
    }
    kernel.end();
    Arrays.fill(gradients, 0f);
    gradient();
    require("drive", additions, drive);
    require("gradient", additions, sum(gradients, gradients.length));
  }

  private static double sum(float[] values, int count) {
    double sum = 0;
    for (int e = 0; e < count; e++) {
      sum += values[e];
    }
    return sum;
  }

  private static void require(String what, long expected, double got) {
    if (got != expected) {
      throw new IllegalStateException(what + ": expected " + expected + " in all, got " + got);
    }
  }
}
