package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.simd.VectorApi;

/** Arrays of spikes, most of them 0: looked through a vector at a time. */
public final class Spikes {
  private Spikes() {}

  /**
   * Looks for a value that is no spike.
   *
   * @param z values
   * @param from first of them
   * @param to one past the last
   * @return index of the first that is neither 0 nor 1; {@code to} if there is none
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  public static int firstOther(float[] z, int from, int to) {
    VectorApi.require();
    return SpikesVectors.firstOther(z, from, to);
  }
}
