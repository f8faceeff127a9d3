package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.simd.VectorApi;

/** Spikes from floats to bits and back. */
public final class SpikePacking {
  private SpikePacking() {}

  /**
   * Writes bits: 1 where the value is not 0.
   *
   * @param values floats, 0 or 1 by intention
   * @param at where they begin
   * @param count number of values
   * @param bits receives them from the lowest bit of a word on, and zeros after the last
   * @param word the first word
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void pack(float[] values, int at, int count, long[] bits, int word) {
    VectorApi.require();
    SpikePackingVectors.pack(values, at, count, bits, word);
  }

  /**
   * As {@link #pack}, of values that may turn out to be no spikes.
   *
   * @param values floats
   * @param at where they begin
   * @param count number of values
   * @param bits receives them from the lowest bit of a word on, and zeros after the last; undefined
   *     if a value is no spike
   * @param word the first word
   * @return the first value, counted from {@code at}, that is neither 0 nor 1; {@code count} if
   *     there is none
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static int packSpikes(float[] values, int at, int count, long[] bits, int word) {
    pack(values, at, count, bits, word);
    // A bit is set for every value that is not 0: only there something else than 1 can be.
    for (int w = 0; w < SpikeRows.words(count); w++) {
      for (long rest = bits[word + w]; rest != 0; rest &= rest - 1) {
        int n = (w << 6) + Long.numberOfTrailingZeros(rest);
        if (values[at + n] != 1) {
          return n;
        }
      }
    }
    return count;
  }

  /**
   * Writes floats: 1 for a spike, else 0.
   *
   * @param bits spikes from the lowest bit of a word on
   * @param word the first word
   * @param count number of values
   * @param values receives them
   * @param at where they begin
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void unpack(long[] bits, int word, int count, float[] values, int at) {
    VectorApi.require();
    SpikePackingVectors.unpack(bits, word, count, values, at);
  }

  /**
   * Sets values to 0 where there is no spike.
   *
   * @param bits spikes from the lowest bit of a word on
   * @param word the first word
   * @param count number of values
   * @param values the values, changed
   * @param at where they begin
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void keep(long[] bits, int word, int count, float[] values, int at) {
    VectorApi.require();
    SpikePackingVectors.keep(bits, word, count, values, at);
  }
}
