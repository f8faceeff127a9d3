package dev.sleipnir.model.math;

import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/** Axes by number: negative ones count from the last. */
final class Axes {
  /** Values that one thread works on at a time, about. */
  private static final int AT_ONCE = 1 << 15;

  private Axes() {}

  /** The axis of a tensor. */
  static int index(String what, Tensor x, int axis) {
    return index(what, x.shape(), axis, x.rank());
  }

  /** The axis of that number, of one more than a shape has for places between. */
  static int index(String what, int[] shape, int axis, int rank) {
    int index = axis < 0 ? axis + rank : axis;
    if (index < 0 || index >= rank) {
      throw new IndexOutOfBoundsException(
          what
              + ": expected an axis from "
              + -rank
              + " to "
              + (rank - 1)
              + " of shape "
              + Shape.text(shape)
              + ", got "
              + axis);
    }
    return index;
  }

  /** Product of the sizes from one axis to before another. */
  static int product(int[] shape, int from, int to) {
    int product = 1;
    for (int a = from; a < to; a++) {
      product *= shape[a];
    }
    return product;
  }

  /** Distances between neighbours on the axes of a row-major block. */
  static int[] strides(int[] shape) {
    int[] strides = new int[shape.length];
    int pitch = 1;
    for (int a = shape.length - 1; a >= 0; a--) {
      strides[a] = pitch;
      pitch *= shape[a];
    }
    return strides;
  }

  /** How many groups of so many values one thread works on at a time. */
  static int atOnce(int values) {
    return Math.max(1, AT_ONCE / Math.max(1, values));
  }

  /** Into how many parts groups of so many values are cut. */
  static int parts(int groups, int values) {
    int each = atOnce(values);
    return (groups + each - 1) / each;
  }
}
