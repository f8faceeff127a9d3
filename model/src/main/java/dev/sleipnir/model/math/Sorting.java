package dev.sleipnir.model.math;

import dev.sleipnir.kernels.math.AxisSort;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** Orders along an axis. Indices are whole numbers as floats, without gradient. */
public final class Sorting {
  private Sorting() {}

  /**
   * The largest values and where they were.
   *
   * @param values the values, largest first
   * @param indices their indices along the axis
   */
  public record TopK(Tensor values, Tensor indices) {}

  /**
   * Where the largest value along an axis is.
   *
   * @param x a tensor
   * @param axis which axis; negative ones count from the last
   * @return the index of the first of equals, without the axis; a NaN counts as largest
   * @throws IllegalArgumentException if the axis has no values
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor argMax(Tensor x, int axis) {
    int at = Axes.index("argMax", x, axis);
    if (x.dim(at) == 0) {
      throw new IllegalArgumentException(
          "argMax: expected at least one value along axis "
              + at
              + ", got shape "
              + Shape.text(x.shape()));
    }
    return AlongAxis.where(x, at, true);
  }

  /**
   * In which order values along an axis grow.
   *
   * @param x a tensor
   * @param axis which axis; negative ones count from the last
   * @return the index of the smallest, of the next, and so on; equals in the order in which they
   *     stand, NaN last
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static Tensor argSort(Tensor x, int axis) {
    int at = Axes.index("argSort", x, axis);
    return sorted(x, at, x.dim(at), false);
  }

  /**
   * The largest values along an axis.
   *
   * @param x a tensor
   * @param k how many
   * @param axis which axis; negative ones count from the last
   * @return the k largest, largest first, of equals the first; a NaN counts as largest. The values
   *     have a gradient
   * @throws IllegalArgumentException if the axis has less than k values, or k is negative
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public static TopK topK(Tensor x, int k, int axis) {
    int at = Axes.index("topK", x, axis);
    if (k < 0 || k > x.dim(at)) {
      throw new IllegalArgumentException(
          "topK: expected 0 to "
              + x.dim(at)
              + " values of axis "
              + at
              + " of shape "
              + Shape.text(x.shape())
              + ", got "
              + k);
    }
    Tensor indices = sorted(x.detach(), at, k, true);
    return new TopK(Indexing.gather(x, at, indices), indices);
  }

  private static Tensor sorted(Tensor given, int at, int count, boolean descending) {
    Tensor x = given.rowMajor();
    int[] shape = x.shape();
    int outer = Axes.product(shape, 0, at);
    int inner = Axes.product(shape, at + 1, shape.length);
    var sort = new AxisSort(shape[at], inner, descending, count);
    shape[at] = count;
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(shape);
    float[] in = x.values();
    float[] out = y.data();
    scope.run(() -> sort.run(in, outer, out));
    return y;
  }
}
