package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;

/** Differentiable reductions. */
final class Reducing {
  private static final int[] SCALAR = {};

  /** Values of a piece of work. */
  private static final int BLOCK = 1 << 16;

  private Reducing() {}

  static Tensor sum(Tensor tensor, float factor) {
    Scope scope = Scope.of(tensor);
    Tensor out = scope.tensor(SCALAR);
    int n = tensor.size();
    SpikeRows spikes = tensor.spikes();
    float[] to = out.data();
    if (spikes != null) {
      scope.run(() -> to[0] = spikes.count(0, spikes.rows()) * factor);
    } else {
      sum(scope, tensor.values(), n, factor, to);
    }
    Tape tape = scope.tape();
    if (tape != null && tensor.needsGradient()) {
      tape.record(
          new Node(out, tensor) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float each = gradient[0] * factor;
              on.giveBack(gradient);
              on.addGradient(tensor, DeferredGradient.uniform(each));
            }
          });
    }
    return out;
  }

  /** By blocks, whatever the number of threads, and then their sums in order. */
  private static void sum(Scope scope, float[] in, int n, float factor, float[] to) {
    if (n <= BLOCK) {
      scope.run(() -> to[0] = Reductions.sum(in, 0, n) * factor);
      return;
    }
    int blocks = Math.ceilDiv(n, BLOCK);
    float[] sums = scope.tensor(blocks).data();
    scope.run(
        blocks,
        (block, _) -> {
          int from = block * BLOCK;
          sums[block] = Reductions.sum(in, from, Math.min(BLOCK, n - from));
        });
    scope.run(() -> to[0] = Reductions.sum(sums, 0, blocks) * factor);
  }

  /** Maximum over axis 0; ties go to the earliest. */
  static Tensor max(Tensor sequence) {
    // What is left of [time, channels, height, width] has too few axes for channels-last.
    Tensor tensor = sequence.rank() < 5 ? sequence.rowMajor() : sequence;
    if (tensor.rank() < 1 || tensor.dim(0) < 1) {
      throw new IllegalArgumentException(
          "maxOverTime: expected [time, ...] with at least one step, got shape "
              + Shape.text(tensor.shapeShared()));
    }
    int[] shape = Arrays.copyOfRange(tensor.shapeShared(), 1, tensor.rank());
    Scope scope = Scope.of(tensor);
    Tensor out = scope.tensor(shape, tensor.isChannelsLast());
    int steps = tensor.dim(0);
    int n = out.size();
    float[] in = tensor.values();
    float[] best = out.data();
    Tape tape = scope.tape();
    if (tape == null || !tensor.needsGradient()) {
      scope.run(() -> max(in, steps, best, n));
      return out;
    }
    System.arraycopy(in, 0, best, 0, n);
    int[] when = new int[n];
    for (int t = 1; t < steps; t++) {
      for (int e = 0; e < n; e++) {
        float value = in[t * n + e];
        if (value > best[e] || Float.isNaN(value)) {
          best[e] = value;
          when[e] = t;
        }
      }
    }
    tape.record(
        new Node(out, tensor) {
          @Override
          protected void backward(float[] gradient, Tape on) {
            float[] spread = on.takeZeroed(steps * n);
            for (int e = 0; e < n; e++) {
              spread[when[e] * n + e] = gradient[e];
            }
            on.giveBack(gradient);
            on.addGradient(tensor, spread);
          }
        });
    return out;
  }

  private static void max(float[] in, int steps, float[] best, int n) {
    System.arraycopy(in, 0, best, 0, n);
    for (int t = 1; t < steps; t++) {
      for (int e = 0; e < n; e++) {
        best[e] = Math.max(best[e], in[t * n + e]);
      }
    }
  }
}
