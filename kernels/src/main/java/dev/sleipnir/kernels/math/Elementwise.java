package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Elementwise arithmetic on parts of float arrays. Every operation is exactly rounded, so results
 * do not depend on the vector width.
 *
 * <p>Each method touches {@code n} elements of each array, from that array's offset on. The output
 * may be an input array at the same offset (in place); other overlaps give unspecified results.
 */
public final class Elementwise {
  private Elementwise() {}

  /**
   * out = a + b.
   *
   * @param a left operand
   * @param aFrom offset in a
   * @param b right operand
   * @param bFrom offset in b
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void add(
      float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n) {
    VectorApi.require();
    ElementwiseVectors.add(a, aFrom, b, bFrom, out, outFrom, n);
  }

  /**
   * out = a - b.
   *
   * @param a left operand
   * @param aFrom offset in a
   * @param b right operand
   * @param bFrom offset in b
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void subtract(
      float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n) {
    VectorApi.require();
    ElementwiseVectors.subtract(a, aFrom, b, bFrom, out, outFrom, n);
  }

  /**
   * out = a * b.
   *
   * @param a left operand
   * @param aFrom offset in a
   * @param b right operand
   * @param bFrom offset in b
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void multiply(
      float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n) {
    VectorApi.require();
    ElementwiseVectors.multiply(a, aFrom, b, bFrom, out, outFrom, n);
  }

  /**
   * out = s * a.
   *
   * @param a operand
   * @param aFrom offset in a
   * @param s factor
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void scale(float[] a, int aFrom, float s, float[] out, int outFrom, int n) {
    VectorApi.require();
    ElementwiseVectors.scale(a, aFrom, s, out, outFrom, n);
  }

  /**
   * Sets every element to one value.
   *
   * @param value the value
   * @param out array to fill
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void fill(float value, float[] out, int outFrom, int n) {
    VectorApi.require();
    ElementwiseVectors.fill(value, out, outFrom, n);
  }

  /**
   * out = max(x, 0); NaN stays NaN.
   *
   * @param x operand
   * @param xFrom offset in x
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void relu(float[] x, int xFrom, float[] out, int outFrom, int n) {
    VectorApi.require();
    ElementwiseVectors.relu(x, xFrom, out, outFrom, n);
  }

  /**
   * Gradient of relu: gradIn = 0 where x &lt;= 0, else gradOut.
   *
   * @param x the operand given to relu
   * @param xFrom offset in x
   * @param gradOut gradient with respect to the result of relu
   * @param gradOutFrom offset in gradOut
   * @param gradIn gradient with respect to x, overwritten
   * @param gradInFrom offset in gradIn
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void reluBackward(
      float[] x,
      int xFrom,
      float[] gradOut,
      int gradOutFrom,
      float[] gradIn,
      int gradInFrom,
      int n) {
    VectorApi.require();
    ElementwiseVectors.reluBackward(x, xFrom, gradOut, gradOutFrom, gradIn, gradInFrom, n);
  }

  /**
   * out = min(max(x, low), high); NaN stays NaN.
   *
   * @param x operand
   * @param xFrom offset in x
   * @param low least result
   * @param high greatest result
   * @param out result
   * @param outFrom offset in out
   * @param n number of elements
   * @throws IllegalArgumentException if n is negative or low &lt;= high does not hold
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void clamp(
      float[] x, int xFrom, float low, float high, float[] out, int outFrom, int n) {
    VectorApi.require();
    ElementwiseVectors.clamp(x, xFrom, low, high, out, outFrom, n);
  }
}
