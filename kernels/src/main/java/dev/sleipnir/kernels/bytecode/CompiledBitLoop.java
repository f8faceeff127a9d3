package dev.sleipnir.kernels.bytecode;

/**
 * A loop as machine code, with spikes, and other events, as bits. Ranges of neurons may be run by
 * several threads at the same time.
 */
public final class CompiledBitLoop {
  private final LoopArrays arrays;
  private final int kinds;
  final LoopBody body;

  CompiledBitLoop(LoopArrays arrays, int kinds, LoopBody body) {
    this.arrays = arrays;
    this.kinds = kinds;
    this.body = body;
  }

  /**
   * Runs neurons {@code from} to {@code to - 1} through {@code steps} time steps.
   *
   * @param invariants the invariants
   * @param columns the columns, from neuron {@code base} on
   * @param series the series, [first + steps][n]; the same array may be passed for several
   * @param carried the carried columns, [n], updated
   * @param bits receives the spikes, [first + steps][events] rows of as many words as n bits need:
   *     bit e % 64 of word e / 64 for neuron e, and zeros after the last neuron in its word
   * @param first the first time step
   * @param steps number of time steps
   * @param n neurons in the population
   * @param from first neuron, a multiple of 64
   * @param to one past the last neuron
   * @param base the neuron of the columns' first values
   * @throws IllegalArgumentException if a size is negative, an array is too short for it or from is
   *     not a multiple of 64
   * @throws IndexOutOfBoundsException if the range lies outside the population or the columns
   */
  public void run(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      long[] bits,
      int first,
      int steps,
      int n,
      int from,
      int to,
      int base) {
    arrays.check(invariants, columns, series, carried, first, steps, n, from, to, base);
    if ((from & 63) != 0) {
      throw new IllegalArgumentException("from: expected a multiple of 64, got " + from);
    }
    int words = (n + 63) >>> 6;
    long needed = ((long) first + steps) * kinds * words;
    if (bits.length < needed) {
      throw new IllegalArgumentException("bits: expected " + needed + " longs, got " + bits.length);
    }
    if ((to & 63) != 0) {
      // Spikes are added to words that no vector fills.
      for (int row = first * kinds; row < (first + steps) * kinds; row++) {
        bits[row * words + (to >>> 6)] = 0;
      }
    }
    body.run(false, invariants, columns, series, carried, steps, n, from, to, base, first, bits);
  }
}
