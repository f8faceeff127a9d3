package dev.sleipnir.model.network;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.function.Consumer;

/** Samples, batch by batch, each given to a network in every step, in evaluation. */
final class SampleRun {
  private static final int BATCH = 32;

  private SampleRun() {}

  /** Runs samples, each for some steps; the outputs are shown batch by batch. */
  static void of(NetworkModule network, Tensor samples, int steps, Consumer<Tensor> outputs) {
    of(new Workspace(), network, samples, steps, outputs);
  }

  private static void of(
      Workspace workspace,
      NetworkModule network,
      Tensor samples,
      int steps,
      Consumer<Tensor> outputs) {
    Lift lift = Lift.of(network);
    float[] values = samples.toArray();
    int size = values.length / samples.dim(0);
    for (int from = 0; from < samples.dim(0); from += BATCH) {
      int count = Math.min(BATCH, samples.dim(0) - from);
      int[] shape = new int[samples.rank() + 1];
      System.arraycopy(samples.shape(), 0, shape, 1, samples.rank());
      shape[0] = steps;
      shape[1] = count;
      try (Scope scope = new Scope(workspace)) {
        Tensor xs = scope.tensor(shape);
        for (int t = 0; t < steps; t++) {
          System.arraycopy(values, from * size, xs.data(), t * count * size, count * size);
        }
        outputs.accept(lift.forward(xs));
      }
    }
  }

  /**
   * The largest outputs of samples, of their means over time: after each of these numbers of steps,
   * [numbers][samples].
   */
  static int[][] classes(
      Workspace workspace, NetworkModule network, Tensor samples, int... afterSteps) {
    int[][] classes = new int[afterSteps.length][samples.dim(0)];
    int[] done = {0};
    of(
        workspace,
        network,
        samples,
        Arrays.stream(afterSteps).max().orElseThrow(),
        outputs -> {
          if (outputs.rank() != 3) {
            throw new IllegalArgumentException(
                "network: expected output [batch, classes], got "
                    + Shape.text(Arrays.copyOfRange(outputs.shape(), 1, outputs.rank())));
          }
          for (int number = 0; number < afterSteps.length; number++) {
            Tensor first = outputs.rows(0, afterSteps[number]);
            float[] sums = Reduction.of(first, 0).sum().toArray();
            for (int n = 0; n < outputs.dim(1); n++) {
              classes[number][done[0] + n] = largest(sums, n * outputs.dim(2), outputs.dim(2));
            }
          }
          done[0] += outputs.dim(1);
        });
    return classes;
  }

  private static int largest(float[] sums, int from, int size) {
    int best = 0;
    for (int c = 1; c < size; c++) {
      best = sums[from + c] > sums[from + best] ? c : best;
    }
    return best;
  }
}
