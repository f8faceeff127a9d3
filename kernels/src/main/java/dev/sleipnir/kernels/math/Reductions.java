package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Reductions of a part of a float array to one number, with the same bits at every vector width.
 *
 * <p>Sums are taken in 16 virtual lanes: element {@code i} of the range goes to lane {@code i %
 * 16}, in order; then lane {@code j} takes up lane {@code j + 8}, then {@code j + 4}, {@code j +
 * 2}, {@code j + 1}. A vector of 16 floats holds all the lanes, narrower ones hold them in two or
 * four accumulators.
 */
public final class Reductions {
  private Reductions() {}

  /**
   * Sum.
   *
   * @param a array
   * @param from first index
   * @param n number of elements
   * @return the sum, 0 if n is 0
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static float sum(float[] a, int from, int n) {
    VectorApi.require();
    return ReductionsVectors.sum(a, from, n);
  }

  /**
   * Sum of squares in double precision, for norms of long arrays. Taken in four lanes: element
   * {@code i} goes to lane {@code i % 4}; the result is {@code (0 + 2) + (1 + 3)}.
   *
   * @param a array
   * @param from first index
   * @param n number of elements
   * @return the sum of squares, 0 if n is 0
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static double sumOfSquaresAsDouble(float[] a, int from, int n) {
    VectorApi.require();
    return ReductionsVectors.sumOfSquaresAsDouble(a, from, n);
  }

  /**
   * Largest element, as by {@link Math#max(float, float)}: NaN if any element is NaN.
   *
   * @param a array
   * @param from first index
   * @param n number of elements
   * @return the maximum, negative infinity if n is 0
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static float max(float[] a, int from, int n) {
    VectorApi.require();
    return ReductionsVectors.max(a, from, n);
  }

  /**
   * Index of the largest element, the first of equals; a NaN counts as larger than any number.
   *
   * @param a array
   * @param from first index
   * @param n number of elements, at least 1
   * @return the index counted from {@code from}, in [0, n)
   * @throws IllegalArgumentException if n is less than 1
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static int argMax(float[] a, int from, int n) {
    VectorApi.require();
    return ReductionsVectors.argMax(a, from, n);
  }

  /**
   * Whether no element is infinite or NaN.
   *
   * @param a array
   * @param from first index
   * @param n number of elements
   * @return true if all are finite, also if n is 0
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static boolean allFinite(float[] a, int from, int n) {
    VectorApi.require();
    return ReductionsVectors.allBelow(a, from, n, 128);
  }

  /**
   * Whether every element lies strictly between -2<sup>exponent</sup> and 2<sup>exponent</sup>; a
   * NaN does not.
   *
   * @param a array
   * @param from first index
   * @param n number of elements
   * @param exponent of the bound, in [1, 128]
   * @return true if all are below the bound, also if n is 0
   * @throws IllegalArgumentException if n is negative or the exponent is out of range
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static boolean allBelow(float[] a, int from, int n, int exponent) {
    VectorApi.require();
    return ReductionsVectors.allBelow(a, from, n, exponent);
  }

  /**
   * Index of the first element that is infinite or NaN.
   *
   * @param a array
   * @param from first index
   * @param n number of elements
   * @return the index counted from {@code from}, in [0, n); -1 if all are finite
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static int firstNonFinite(float[] a, int from, int n) {
    VectorApi.require();
    return ReductionsVectors.firstNonFinite(a, from, n);
  }

  /**
   * Checks values that would be taken for silence, before anything changes.
   *
   * @param name what they are
   * @param values the values
   * @throws ArithmeticException if one is NaN or infinite; the message names it and its index
   */
  public static void requireFinite(String name, float[] values) {
    if (!allFinite(values, 0, values.length)) {
      int at = firstNonFinite(values, 0, values.length);
      throw notFinite(name, values[at], at);
    }
  }

  /**
   * The same for values in double precision.
   *
   * @param name what they are
   * @param values the values
   * @throws ArithmeticException if one is NaN or infinite; the message names it and its index
   */
  public static void requireFinite(String name, double[] values) {
    for (int at = 0; at < values.length; at++) {
      if (!Double.isFinite(values[at])) {
        throw notFinite(name, values[at], at);
      }
    }
  }

  private static ArithmeticException notFinite(String name, Number value, int at) {
    return new ArithmeticException(
        name + ": expected finite numbers, got " + value + " at index " + at);
  }
}
