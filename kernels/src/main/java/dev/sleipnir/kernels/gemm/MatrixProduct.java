package dev.sleipnir.kernels.gemm;

import dev.sleipnir.kernels.gemm.Gemm.Form;

/**
 * What computes matrix products, row-major, any sizes: {@link Gemm} on the CPU, {@code
 * CublasProduct} on a GPU.
 */
public interface MatrixProduct {
  /**
   * C = op(A) op(B), or C += op(A) op(B).
   *
   * @param form which operand is transposed
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums; 0 gives zeros (or leaves C as it is)
   * @param a A, row-major
   * @param aFrom where it starts
   * @param b B, row-major
   * @param bFrom where it starts
   * @param c C, row-major, m x n
   * @param cFrom where it starts
   * @param accumulate whether to add to what C holds
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   */
  void multiply(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      float[] b,
      int bFrom,
      float[] c,
      int cFrom,
      boolean accumulate);

  /**
   * The same with a B that other products will read too: what is far from the arrays keeps a copy
   * until it changes.
   *
   * @param form which operand is transposed
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums; 0 gives zeros (or leaves C as it is)
   * @param a A, row-major
   * @param aFrom where it starts
   * @param b B, row-major
   * @param c C, row-major, m x n
   * @param cFrom where it starts
   * @param accumulate whether to add to what C holds
   * @throws IllegalArgumentException if a size is negative or an array is too short for it
   */
  default void multiply(
      Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      SharedMatrix b,
      float[] c,
      int cFrom,
      boolean accumulate) {
    multiply(form, m, n, k, a, aFrom, b.data(), 0, c, cFrom, accumulate);
  }
}
