package dev.sleipnir.model.math;

import dev.sleipnir.kernels.math.AxisScans;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/** Sums up to each value. Backwards they are sums from each value on. */
final class CumulativeSum {
  private CumulativeSum() {}

  static Tensor of(Tensor given, int axis) {
    Tensor x = given.rowMajor();
    int at = Axes.index("cumulativeSum", x, axis);
    int[] shape = x.shape();
    int outer = Axes.product(shape, 0, at);
    int length = shape[at];
    int inner = Axes.product(shape, at + 1, shape.length);
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(shape);
    float[] in = x.values();
    float[] out = y.data();
    scope.run(() -> AxisScans.sum(in, outer, length, inner, out, false));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              AxisScans.sum(gradient, outer, length, inner, gradient, true);
              on.addGradient(x, gradient);
            }
          });
    }
    return y;
  }
}
