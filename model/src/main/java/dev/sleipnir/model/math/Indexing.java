package dev.sleipnir.model.math;

import dev.sleipnir.kernels.math.AxisGather;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Values chosen by index. Indices in a tensor are whole numbers as floats, which are exact up to
 * 2^24: what {@link Sorting} puts out.
 */
public final class Indexing {
  private Indexing() {}

  /**
   * Some indices of an axis, in any order and any number of times.
   *
   * @param x a tensor
   * @param axis which axis; negative ones count from the last
   * @param indices which of its indices
   * @return a tensor whose axis has these
   * @throws IndexOutOfBoundsException if there is no such axis, or it has no such index
   */
  public static Tensor index(Tensor x, int axis, int... indices) {
    int at = Axes.index("index", x, axis);
    for (int index : indices) {
      if (index < 0 || index >= x.dim(at)) {
        throw new IndexOutOfBoundsException(
            "index: expected indices from 0 to " + (x.dim(at) - 1) + ", got " + index);
      }
    }
    float[] numbers = new float[indices.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = indices[i];
    }
    int[] shape = x.shape();
    shape[at] = indices.length;
    return chosen(x, at, Tensor.of(numbers, numbers.length), shape, true);
  }

  /**
   * A value for each index, as PyTorch's {@code gather}: along the first of two axes, {@code
   * y[i][j] = x[index[i][j]][j]}.
   *
   * @param x a tensor
   * @param axis along which; negative ones count from the last
   * @param index indices of that axis, in the shape of x but for it
   * @return a tensor of the shape of the indices
   * @throws IllegalArgumentException if the shapes differ in another axis
   * @throws IndexOutOfBoundsException if there is no such axis, or, when it is computed, no such
   *     index
   */
  public static Tensor gather(Tensor x, int axis, Tensor index) {
    int at = Axes.index("gather", x, axis);
    int[] shape = index.shape();
    int[] expected = x.shape();
    if (shape.length == expected.length) {
      expected[at] = shape[at];
    }
    if (!Arrays.equals(expected, shape)) {
      throw new IllegalArgumentException(
          "gather: expected indices of shape "
              + Shape.text(x.shape())
              + " but for axis "
              + at
              + ", got "
              + Shape.text(shape));
    }
    return chosen(x, at, index.rowMajor(), shape, false);
  }

  private static Tensor chosen(Tensor given, int at, Tensor index, int[] shape, boolean rows) {
    Tensor x = given.rowMajor();
    Scope scope = Scope.ofAny(List.of(x, index));
    scope.admit(x);
    scope.admit(index);
    Tensor y = scope.tensor(shape);
    int outer = Axes.product(shape, 0, at);
    int length = x.dim(at);
    int inner = Axes.product(shape, at + 1, shape.length);
    var gather = new AxisGather(outer, length, shape[at], inner, rows);
    float[] in = x.values();
    float[] which = index.values();
    float[] out = y.data();
    scope.run(() -> gather.gather(in, which, out));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.keep(index);
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] back = on.takeZeroed(x.size());
              gather.add(gradient, index.values(), back);
              on.giveBack(gradient);
              on.addGradient(x, back);
            }
          });
    }
    return y;
  }

  /**
   * A row for each index that is 1 there and 0 elsewhere.
   *
   * @param index indices
   * @param classes length of a row
   * @return [..., classes]; all 0 where an index is none of the row
   * @throws IllegalArgumentException if there are no classes
   */
  public static Tensor oneHot(Tensor index, int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("oneHot: expected at least one class, got " + classes);
    }
    float[] all = new float[classes];
    for (int c = 0; c < classes; c++) {
      all[c] = c;
    }
    return Maths.equal(Shapes.insertAxis(index, -1), Tensor.of(all, classes));
  }
}
