package dev.sleipnir.model.tensor;

import java.util.Arrays;

/** Shapes: sizes of axes. */
public final class Shape {
  /** What the arrays of a JVM can hold. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private Shape() {}

  /**
   * Number of values of a shape.
   *
   * @param shape sizes of the axes
   * @return their product
   * @throws IllegalArgumentException if a size is negative or the product exceeds an array
   */
  public static int size(int... shape) {
    long size = 1;
    for (int axis : shape) {
      if (axis < 0) {
        throw new IllegalArgumentException("shape: expected sizes >= 0, got " + text(shape));
      }
      size *= axis;
      if (size > MOST_VALUES) {
        throw new IllegalArgumentException(
            "shape: expected at most " + MOST_VALUES + " values, got " + text(shape));
      }
    }
    return (int) size;
  }

  /**
   * A shape as messages show it.
   *
   * @param shape sizes of the axes
   * @return such as {@code [32, 10]}
   */
  public static String text(int... shape) {
    return Arrays.toString(shape);
  }

  /**
   * A value's place as messages show it.
   *
   * @param index its row-major index
   * @param shape sizes of the axes, all at least 1
   * @return an index for each axis, such as {@code [3, 0]}
   */
  public static String place(int index, int... shape) {
    int[] place = new int[shape.length];
    int rest = index;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return text(place);
  }

  /**
   * Checks that a shape is that of consecutive steps of a batch, one after the other.
   *
   * @param name what takes them
   * @param actual should be [steps * batch, ...]
   * @param steps number of steps
   * @throws IllegalArgumentException if it is not, or there is no step
   */
  public static void requireSteps(String name, int[] actual, int steps) {
    if (actual.length < 1 || steps < 1 || actual[0] % steps != 0) {
      throw new IllegalArgumentException(
          name
              + ": expected input [steps * batch, ...] with "
              + steps
              + " steps, got shape "
              + text(actual));
    }
  }

  /**
   * Checks that two shapes are the same.
   *
   * @param name what is checked
   * @param expected what it should be
   * @param actual what it is
   * @throws IllegalArgumentException if they differ
   */
  public static void require(String name, int[] expected, int[] actual) {
    if (!Arrays.equals(expected, actual)) {
      throw new IllegalArgumentException(
          name + ": expected shape " + text(expected) + ", got " + text(actual));
    }
  }
}
