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

  /**
   * Lists the neurons that spike.
   *
   * @param z values; above 0 is a spike
   * @param neurons how many of them to look at
   * @param found where the spikes' indices go, in order
   * @return how many there are
   * @throws IndexOutOfBoundsException if an array is too short
   */
  public static int find(float[] z, int neurons, int[] found) {
    VectorApi.require();
    return SpikesVectors.find(z, neurons, found);
  }
}
