package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.simd.VectorApi;

/**
 * Elementwise arithmetic on parts of float arrays: what kernels add up and scale many times a step,
 * often a few values at once. All other elementwise functions are texts. Every operation is exactly
 * rounded, so results do not depend on the vector width.
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
