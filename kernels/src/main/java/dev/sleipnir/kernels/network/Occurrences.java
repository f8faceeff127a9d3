package dev.sleipnir.kernels.network;

/** The neurons at which something happens in a step: spikes, or another event. */
public final class Occurrences {
  private final int[] neurons;
  private int count;

  Occurrences(int size) {
    neurons = new int[size];
  }

  /** Lists those whose bits are set, from a word on. */
  void list(long[] bits, int first) {
    int words = (neurons.length + 63) >>> 6;
    int found = 0;
    for (int word = 0; word < words; word++) {
      for (long left = bits[first + word]; left != 0; left &= left - 1) {
        neurons[found++] = (word << 6) + Long.numberOfTrailingZeros(left);
      }
    }
    count = found;
  }

  /**
   * At which neurons.
   *
   * @return their indices in order, the array itself, of which the first {@link #count} count
   */
  public int[] neurons() {
    return neurons;
  }

  /**
   * At how many.
   *
   * @return at least 0
   */
  public int count() {
    return count;
  }
}
