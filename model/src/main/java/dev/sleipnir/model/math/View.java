package dev.sleipnir.model.math;

import dev.sleipnir.kernels.layout.Strides;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/** Tensors made of the values of another, each at most once, in another order. */
final class View {
  private View() {}

  /** The values that a view has of a row-major tensor. */
  static Tensor of(Tensor given, int from, int[] strides, int[] shape) {
    Tensor x = given.rowMajor();
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(shape);
    Strides view = Strides.of(shape, strides);
    float[] in = x.source();
    int first = x.sourceFrom() + from;
    float[] out = y.data();
    scope.run(() -> view.gather(in, first, out, 0));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              boolean all = gradient.length == x.size();
              float[] back = all ? on.take(x.size()) : on.takeZeroed(x.size());
              view.scatter(gradient, 0, back, from);
              on.giveBack(gradient);
              on.addGradient(x, back);
            }
          });
    }
    return y;
  }
}
