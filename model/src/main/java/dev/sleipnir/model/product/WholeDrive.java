package dev.sleipnir.model.product;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.model.tensor.Scope;

/**
 * An event-driven kernel's drive of all steps and neurons, in the order of the dense product:
 * [steps][batch][outputs].
 */
public final class WholeDrive {
  private WholeDrive() {}

  /**
   * Computes the drive.
   *
   * @param kernel the kernel, begun
   * @param steps number of time steps it was begun with
   * @param out receives the drive
   * @param size length of the drive
   * @param scope threads and scratch
   */
  public static void compute(SpikeDrive kernel, int steps, float[] out, int size, Scope scope) {
    int row = size / steps;
    blocks(
        kernel,
        steps,
        scope,
        (unit, first, count, own, worker) -> {
          kernel.drive(unit, first, count, own, worker);
          for (int t = 0; t < count; t++) {
            kernel.fromUnit(unit, own, t * kernel.neurons(), out, (first + t) * row);
          }
        });
  }

  /**
   * Lets the kernel collect the gradients of its parameters.
   *
   * @param kernel the kernel, begun
   * @param steps number of time steps it was begun with
   * @param gradient gradient at the drive; only read
   * @param size length of the drive
   * @param scope threads and scratch
   */
  public static void collect(
      SpikeDrive kernel, int steps, float[] gradient, int size, Scope scope) {
    int row = size / steps;
    kernel.beginGradients(scope.parallel().threads());
    blocks(
        kernel,
        steps,
        scope,
        (unit, first, count, own, worker) -> {
          for (int t = 0; t < count; t++) {
            kernel.toUnit(unit, gradient, (first + t) * row, own, t * kernel.neurons());
          }
          kernel.addGradients(unit, first, count, own, worker);
        });
  }

  private interface Block {
    void run(int unit, int first, int count, float[] own, int worker);
  }

  /** Every block of steps of every unit, those of a task in order. */
  private static void blocks(SpikeDrive kernel, int steps, Scope scope, Block block) {
    Parallel parallel = scope.parallel();
    int length = Math.min(kernel.blockSteps(), steps) * kernel.neurons();
    float[][] own = new float[parallel.threads()][];
    for (int w = 0; w < own.length; w++) {
      own[w] = scope.take(length);
    }
    parallel.forEach(
        kernel.tasks(),
        (task, worker) -> {
          for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
            for (int first = 0; first < steps; first += kernel.blockSteps()) {
              int count = Math.min(kernel.blockSteps(), steps - first);
              block.run(unit, first, count, own[worker], worker);
            }
          }
        });
    for (float[] buffer : own) {
      scope.giveBack(buffer);
    }
  }
}
