package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * exp(x) divided by its sum over the last axis: the values of each row are positive and sum to 1.
 */
public final class Softmax implements Layer {
  private static final int ROWS = 64;

  /** A softmax. */
  public Softmax() {}

  @Override
  public Tensor forward(Tensor input) {
    if (input.rank() < 2 || input.dim(input.rank() - 1) < 1) {
      throw new IllegalArgumentException(
          "Softmax: expected input [batch, ..., classes], got shape " + Shape.text(input.shape()));
    }
    Tensor x = input.rowMajor();
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(x.shape());
    int columns = x.dim(x.rank() - 1);
    int rows = x.size() / columns;
    float[] in = x.values();
    float[] out = y.data();
    scope.run(
        Math.ceilDiv(rows, ROWS),
        (block, worker) ->
            dev.sleipnir.kernels.math.Softmax.softmax(
                in, 0, out, 0, columns, block * ROWS, Math.min(rows, (block + 1) * ROWS)));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.keep(y);
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              for (int at = 0; at < rows * columns; at += columns) {
                double owed = 0;
                for (int c = at; c < at + columns; c++) {
                  owed += (double) gradient[c] * out[c];
                }
                for (int c = at; c < at + columns; c++) {
                  gradient[c] = out[c] * (gradient[c] - (float) owed);
                }
              }
              on.addGradient(x, gradient);
            }
          });
    }
    return y;
  }

  @Override
  public String toString() {
    return "Softmax()";
  }
}
