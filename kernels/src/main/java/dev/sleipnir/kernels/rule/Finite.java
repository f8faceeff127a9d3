package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.simd.VectorApi;

/** Arrays that should hold numbers: looked through a vector at a time for what is none. */
public final class Finite {
  private Finite() {}

  /**
   * Looks for NaN and infinity.
   *
   * @param x values
   * @param from first of them
   * @param to one past the last
   * @return index of the first that is not finite; {@code to} if there is none
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static int firstOther(float[] x, int from, int to) {
    VectorApi.require();
    return FiniteVectors.firstOther(x, from, to);
  }
}
