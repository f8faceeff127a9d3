package dev.sleipnir.kernels.require;

/**
 * Checks of arguments, made before a kernel changes anything. Each takes the name of the argument
 * it speaks of; messages are only built on failure, so a passed check allocates nothing.
 */
public final class Require {
  private Require() {}

  /**
   * Checks a number of elements.
   *
   * @param name the argument's name
   * @param count the number given
   * @throws IllegalArgumentException if it is negative
   */
  public static void count(String name, int count) {
    if (count < 0) {
      throw new IllegalArgumentException(name + ": expected at least 0, got " + count);
    }
  }

  /**
   * Checks a size that cannot be zero.
   *
   * @param name the argument's name
   * @param size the size given
   * @throws IllegalArgumentException if it is less than 1
   */
  public static void positive(String name, int size) {
    if (size < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + size);
    }
  }

  /**
   * Checks a range of items, such as rows or images.
   *
   * @param name what the items are
   * @param from first item
   * @param to one past the last item
   * @throws IndexOutOfBoundsException unless 0 &lt;= from &lt;= to
   */
  public static void range(String name, int from, int to) {
    if (from < 0 || to < from) {
      throw new IndexOutOfBoundsException(
          name
              + ": expected a range [from, to) with 0 <= from <= to, got ["
              + from
              + ", "
              + to
              + ")");
    }
  }

  /**
   * Checks that the part of an array a kernel will touch lies inside it.
   *
   * @param name the array's name
   * @param length the array's length
   * @param from first index touched; a long, so that the caller's sums cannot overflow
   * @param count number of elements touched
   * @throws IndexOutOfBoundsException if part of it lies outside
   */
  public static void array(String name, int length, long from, long count) {
    if (from < 0 || count > length - from) {
      throw new IndexOutOfBoundsException(
          name
              + ": expected a range inside [0, "
              + length
              + "), got ["
              + from
              + ", "
              + (from + count)
              + ")");
    }
  }

  /**
   * Checks the length of an array.
   *
   * @param name the array's name
   * @param array the array
   * @param length what its length has to be
   * @throws IllegalArgumentException if it is another
   */
  public static void length(String name, float[] array, int length) {
    if (array.length != length) {
      throw new IllegalArgumentException(
          name + ": expected " + length + " floats, got " + array.length);
    }
  }

  /**
   * Checks the lengths of arrays.
   *
   * @param name the arrays' name
   * @param arrays the arrays
   * @param count how many there have to be
   * @param length what the length of each has to be
   * @throws IllegalArgumentException if there are others, or one is of another length
   */
  public static void lengths(String name, float[][] arrays, int count, int length) {
    if (arrays.length != count) {
      throw new IllegalArgumentException(
          name + ": expected " + count + " arrays, got " + arrays.length);
    }
    for (float[] array : arrays) {
      length(name, array, length);
    }
  }

  /**
   * Checks that an array has room for a matrix.
   *
   * @param name the matrix' name
   * @param length the array's length
   * @param from where the matrix starts
   * @param rows its rows
   * @param columns its columns
   * @throws IllegalArgumentException if part of it lies outside
   */
  public static void matrix(String name, int length, int from, int rows, int columns) {
    long needed = (long) rows * columns;
    if (from < 0 || length - (long) from < needed) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + needed
              + " floats from index "
              + from
              + ", got an array of "
              + length);
    }
  }

  /**
   * Checks the parts of an array that hold a range of equally sized items, such as images.
   *
   * @param name the array's name
   * @param length the array's length
   * @param offset index of item 0
   * @param size elements per item
   * @param from first item touched
   * @param to one past the last item touched
   * @throws IndexOutOfBoundsException if part of it lies outside
   */
  public static void items(String name, int length, int offset, long size, int from, int to) {
    if (offset < 0) {
      throw new IndexOutOfBoundsException(
          name + ": expected an offset of at least 0, got " + offset);
    }
    array(name, length, offset + from * size, (to - from) * size);
  }

  /**
   * Checks that a kernel that cannot work in place is not asked to.
   *
   * @param in the array read
   * @param inFrom first index read
   * @param out the array written
   * @param outFrom first index written
   * @param count elements read, and as many written
   * @throws IllegalArgumentException if both are one array and the ranges overlap
   */
  @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
  public static void disjoint(float[] in, long inFrom, float[] out, long outFrom, long count) {
    if (in == out && Math.abs(inFrom - outFrom) < count) {
      throw new IllegalArgumentException(
          "out: expected a range that does not overlap the input's, got the same array from "
              + outFrom
              + " with the input from "
              + inFrom
              + ", "
              + count
              + " elements each");
    }
  }

  /**
   * Checks a number that has a least value.
   *
   * @param name the argument's name
   * @param least the least value
   * @param value the number given
   * @throws IllegalArgumentException if it is less
   */
  public static void atLeast(String name, long least, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": expected at least " + least + ", got " + value);
    }
  }

  /**
   * Checks a number such as a time constant.
   *
   * @param name the argument's name
   * @param value the number given
   * @throws IllegalArgumentException unless it is greater than 0 and finite
   */
  public static void positive(String name, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a positive number, got " + value);
    }
  }

  /**
   * Checks a number such as a rate.
   *
   * @param name the argument's name
   * @param value the number given
   * @throws IllegalArgumentException unless it is 0 or greater, and finite
   */
  public static void notNegative(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + ": expected a number >= 0, got " + value);
    }
  }

  /**
   * Checks a share or a decay.
   *
   * @param name the argument's name
   * @param value the number given
   * @throws IllegalArgumentException unless it is in [0, 1)
   */
  public static void fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + ": expected a number in [0, 1), got " + value);
    }
  }

  /**
   * Checks how many values were given.
   *
   * @param name the argument's name
   * @param expected how many are expected
   * @param meaning what they are, such as "[batch, inputs]"
   * @param got how many were given
   * @throws IllegalArgumentException if they are more or fewer
   */
  public static void length(String name, int expected, String meaning, int got) {
    if (got != expected) {
      throw new IllegalArgumentException(
          name + ": expected " + expected + " values, " + meaning + ", got " + got);
    }
  }
}
