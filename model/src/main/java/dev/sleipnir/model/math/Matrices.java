package dev.sleipnir.model.math;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Products of matrices. */
public final class Matrices {
  private Matrices() {}

  /**
   * The matrix product, as in NumPy: the last two axes are those of matrices, axes before them,
   * which broadcast, count matrices. A tensor of one axis is a row as the first factor and a column
   * as the second, and the result does not have that axis.
   *
   * @param a [..., m, k] or [k]
   * @param b [..., k, n] or [k]
   * @return [..., m, n]
   * @throws IllegalArgumentException if a factor has no axis, the inner sizes differ or the axes
   *     before the last two do not broadcast
   */
  public static Tensor matmul(Tensor a, Tensor b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw refused(a, b);
    }
    Tensor left = a.rank() == 1 ? a.reshape(1, a.dim(0)) : a.rowMajor();
    Tensor right = b.rank() == 1 ? b.reshape(b.dim(0), 1) : b.rowMajor();
    if (left.dim(-1) != right.dim(-2)) {
      throw refused(a, b);
    }
    int[] batch = batch(a, b, left.shape(), right.shape());
    int[] shape = Arrays.copyOf(batch, batch.length + 2);
    shape[batch.length] = left.dim(-2);
    shape[batch.length + 1] = right.dim(-1);
    Tensor product = new Product(left, right, batch, shape).of();
    if (a.rank() > 1 && b.rank() > 1) {
      return product;
    }
    int rows = a.rank() == 1 ? 0 : 1;
    int columns = b.rank() == 1 ? 0 : 1;
    int[] dropped = Arrays.copyOf(batch, batch.length + rows + columns);
    if (rows > 0) {
      dropped[batch.length] = left.dim(-2);
    }
    if (columns > 0) {
      dropped[batch.length + rows] = right.dim(-1);
    }
    return product.reshape(dropped);
  }

  private static IllegalArgumentException refused(Tensor a, Tensor b) {
    return new IllegalArgumentException(
        "matmul: expected [..., m, k] and [..., k, n] whose first axes broadcast, got shapes "
            + Shape.text(a.shape())
            + " and "
            + Shape.text(b.shape()));
  }

  private static int[] batch(Tensor a, Tensor b, int[] left, int[] right) {
    int rank = Math.max(left.length, right.length) - 2;
    int[] batch = new int[rank];
    for (int axis = 1; axis <= rank; axis++) {
      int l = axis <= left.length - 2 ? left[left.length - 2 - axis] : 1;
      int r = axis <= right.length - 2 ? right[right.length - 2 - axis] : 1;
      if (l != r && l != 1 && r != 1) {
        throw refused(a, b);
      }
      batch[rank - axis] = l == 1 ? r : l;
    }
    return batch;
  }

  /** One product, forward and backward: a multiplication for each matrix of the result. */
  private static final class Product {
    private final Tensor a;
    private final Tensor b;
    private final int[] shape;
    private final int count;
    private final int m;
    private final int n;
    private final int k;

    /** Where the factors of each product begin. */
    private final int[] aFrom;

    private final int[] bFrom;

    Product(Tensor a, Tensor b, int[] batch, int[] shape) {
      this.shape = shape;
      int rows = a.dim(-2);
      this.a = a;
      this.b = b;
      k = a.dim(-1);
      n = b.dim(-1);
      // Matrices that meet one second factor lie below one another: they are one.
      boolean one = b.rank() == 2;
      m = one ? Axes.product(batch, 0, batch.length) * rows : rows;
      count = one ? 1 : Axes.product(batch, 0, batch.length);
      aFrom = one ? new int[1] : starts(a.shape(), batch, count);
      bFrom = one ? new int[1] : starts(b.shape(), batch, count);
    }

    private static int[] starts(int[] shape, int[] batch, int count) {
      int[] starts = new int[count];
      int matrix = shape[shape.length - 2] * shape[shape.length - 1];
      for (int p = 0; p < count; p++) {
        int rest = p;
        int pitch = 1;
        for (int axis = 1; axis <= batch.length; axis++) {
          int at = rest % batch[batch.length - axis];
          rest /= batch[batch.length - axis];
          if (axis <= shape.length - 2) {
            int size = shape[shape.length - 2 - axis];
            starts[p] += size == 1 ? 0 : at * pitch * matrix;
            pitch *= size;
          }
        }
      }
      return starts;
    }

    Tensor of() {
      Scope scope = Scope.ofAny(List.of(a, b));
      scope.admit(a);
      scope.admit(b);
      Tensor y = scope.tensor(shape);
      float[] left = a.values();
      float[] right = b.values();
      float[] out = y.data();
      Gemm gemm = scope.workspace().gemm();
      scope.run(
          () -> {
            for (int p = 0; p < count; p++) {
              gemm.multiply(
                  Gemm.Form.NN, m, n, k, left, aFrom[p], right, bFrom[p], out, p * m * n, false);
            }
          });
      Tape tape = scope.tape();
      if (tape != null && (tape.needsGradient(a) || tape.needsGradient(b))) {
        tape.keep(a);
        tape.keep(b);
        tape.record(
            new Node(y, a, b) {
              @Override
              protected void backward(float[] gradient, Tape on) {
                back(gradient, on);
                on.giveBack(gradient);
              }
            });
      }
      return y;
    }

    private void back(float[] gradient, Tape on) {
      Gemm gemm = on.workspace().gemm();
      if (on.needsGradient(a)) {
        float[] forA = on.takeZeroed(a.size());
        float[] right = b.values();
        for (int p = 0; p < count; p++) {
          gemm.multiply(
              Gemm.Form.NT, m, k, n, gradient, p * m * n, right, bFrom[p], forA, aFrom[p], true);
        }
        on.addGradient(a, forA);
      }
      if (on.needsGradient(b)) {
        float[] forB = on.takeZeroed(b.size());
        float[] left = a.values();
        for (int p = 0; p < count; p++) {
          gemm.multiply(
              Gemm.Form.TN, k, n, m, left, aFrom[p], gradient, p * m * n, forB, bFrom[p], true);
        }
        on.addGradient(b, forB);
      }
    }
  }
}
