package dev.sleipnir.model.math;

import dev.sleipnir.kernels.layout.Strides;
import dev.sleipnir.kernels.math.AxisExtremes;
import dev.sleipnir.kernels.math.AxisSums;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/** Reductions of one group of neighbouring axes after the other: of [outer][length][inner]. */
final class AlongAxis {
  private final int outer;
  private final int length;
  private final int inner;

  private AlongAxis(int outer, int length, int inner) {
    this.outer = outer;
    this.length = length;
    this.inner = inner;
  }

  private interface Pass {
    Tensor of(AlongAxis axis, Tensor x);
  }

  /** Sums, in one row. */
  static Tensor sum(Tensor x, boolean[] axes) {
    return passes(x, axes, AlongAxis::sum);
  }

  /** Maxima or minima, in one row. */
  static Tensor extreme(Tensor x, boolean[] axes, boolean largest) {
    return passes(x, axes, (axis, values) -> axis.extreme(values, largest));
  }

  private static Tensor passes(Tensor given, boolean[] axes, Pass pass) {
    Tensor x = given.rowMajor();
    int[] shape = x.shape();
    Tensor values = x;
    int inner = 1;
    int a = shape.length - 1;
    while (a >= 0) {
      int last = a;
      while (a >= 0 && axes[a] == axes[last]) {
        a--;
      }
      int length = Axes.product(shape, a + 1, last + 1);
      if (axes[last]) {
        values = pass.of(new AlongAxis(Axes.product(shape, 0, a + 1), length, inner), values);
      } else {
        inner *= length;
      }
    }
    return values;
  }

  private Tensor sum(Tensor x) {
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(outer * inner);
    float[] in = x.values();
    float[] out = y.data();
    int atOnce = Axes.atOnce(length * inner);
    scope.run(
        Axes.parts(outer, length * inner),
        (part, worker) ->
            AxisSums.sum(
                in, length, inner, out, part * atOnce, Math.min(outer, (part + 1) * atOnce)));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      Strides repeated = Strides.of(new int[] {outer, length, inner}, new int[] {inner, 0, 1});
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] back = on.take(x.size());
              repeated.gather(gradient, 0, back, 0);
              on.giveBack(gradient);
              on.addGradient(x, back);
            }
          });
    }
    return y;
  }

  private Tensor extreme(Tensor x, boolean largest) {
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(outer * inner);
    float[] in = x.values();
    float[] out = y.data();
    int[] where = new int[outer * inner];
    int atOnce = Axes.atOnce(length * inner);
    scope.run(
        Axes.parts(outer, length * inner),
        (part, worker) -> {
          int end = Math.min(outer, (part + 1) * atOnce);
          AxisExtremes.find(in, length, inner, largest, out, where, part * atOnce, end);
        });
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] back = on.takeZeroed(x.size());
              for (int e = 0; e < outer * inner; e++) {
                back[place(e, where[e])] = gradient[e];
              }
              on.giveBack(gradient);
              on.addGradient(x, back);
            }
          });
    }
    return y;
  }

  private int place(int result, int index) {
    return (result / inner * length + index) * inner + result % inner;
  }

  /** Where the extremes along one axis are, as numbers. */
  static Tensor where(Tensor given, int at, boolean largest) {
    Tensor x = given.rowMajor();
    int[] shape = x.shape();
    int outer = Axes.product(shape, 0, at);
    int length = shape[at];
    int inner = Axes.product(shape, at + 1, shape.length);
    int[] rest = new int[shape.length - 1];
    System.arraycopy(shape, 0, rest, 0, at);
    System.arraycopy(shape, at + 1, rest, at, rest.length - at);
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(rest);
    float[] in = x.values();
    float[] out = y.data();
    int[] where = new int[outer * inner];
    scope.run(
        () -> {
          AxisExtremes.find(in, length, inner, largest, out, where, 0, outer);
          for (int e = 0; e < where.length; e++) {
            out[e] = where[e];
          }
        });
    return y;
  }
}
