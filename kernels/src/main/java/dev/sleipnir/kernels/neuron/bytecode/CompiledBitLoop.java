package dev.sleipnir.kernels.neuron.bytecode;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.VectorSpecies;

/**
 * One step of a loop as machine code, with spikes as bits. Ranges of neurons may be run by several
 * threads at the same time.
 */
public abstract class CompiledBitLoop {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  private final LoopArrays arrays;

  CompiledBitLoop(LoopArrays arrays) {
    this.arrays = arrays;
  }

  /**
   * Runs neurons {@code from} to {@code to - 1} through one time step.
   *
   * @param invariants the invariants
   * @param columns the columns, from neuron {@code base} on
   * @param series the series, [n]; the same array may be passed for several
   * @param carried the carried columns, [n], updated
   * @param bits receives the spikes: bit e % 64 of word e / 64 for neuron e, and zeros after the
   *     last neuron in its word
   * @param n neurons in the population
   * @param from first neuron, a multiple of 64
   * @param to one past the last neuron
   * @param base the neuron of the columns' first values
   * @throws IllegalArgumentException if a size is negative, an array is too short for it or from is
   *     not a multiple of 64
   * @throws IndexOutOfBoundsException if the range lies outside the population or the columns
   */
  public final void run(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      long[] bits,
      int n,
      int from,
      int to,
      int base) {
    arrays.check(invariants, columns, series, carried, 0, 1, n, from, to, base);
    if ((from & 63) != 0) {
      throw new IllegalArgumentException("from: expected a multiple of 64, got " + from);
    }
    if (bits.length < (to + 63L) >>> 6) {
      throw new IllegalArgumentException(
          "bits: expected " + ((to + 63L) >>> 6) + " longs, got " + bits.length);
    }
    int main = from;
    if (to - from >= CompiledLoop.SMALL) {
      main += F.loopBound(to - from);
      vectors(invariants, columns, series, carried, bits, n, from, main, base);
    }
    if (main < to) {
      scalars(invariants, columns, series, carried, bits, n, main, to, base);
    }
  }

  /** Whole vectors. */
  abstract void vectors(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      long[] bits,
      int n,
      int from,
      int to,
      int base);

  /** Neuron by neuron; the bits of vectors before them in the same word are there already. */
  abstract void scalars(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      long[] bits,
      int n,
      int from,
      int to,
      int base);
}
