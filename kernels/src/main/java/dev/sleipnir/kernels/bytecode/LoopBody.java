package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.simd.Lanes;
import java.util.Arrays;

/**
 * The parent of generated classes: one loop thrice, in methods of which any may run: the results
 * are the same.
 *
 * <p>Arguments are always: the arrays; the number of steps; neurons in the population; the first
 * neuron and the one past the last; the neuron of the columns' first values; the first step; the
 * words of spikes, not touched by a loop without.
 */
abstract class LoopBody {
  /** As many zeros as a vector has lanes, then as many ones. */
  static final float[] ZEROS_THEN_ONES = new float[2 * Lanes.COUNT];

  static {
    Arrays.fill(ZEROS_THEN_ONES, Lanes.COUNT, 2 * Lanes.COUNT, 1f);
  }

  /**
   * So many neurons and more that whole vectors leave over are faster by one vector; it takes as
   * long for any number.
   */
  private static final int FEWEST = 3;

  private final Warmth warmth = new Warmth();

  /** All neurons, by vectors or not as is best for so many. */
  final void run(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int steps,
      int n,
      int from,
      int to,
      int base,
      int first,
      long[] bits) {
    if (warmth.choosesVectors(steps, to - from, Lanes.whole(to - from) / Lanes.COUNT)) {
      runVectors(invariants, columns, series, carried, steps, n, from, to, base, first, bits);
    } else if (from < to) {
      scalars(invariants, columns, series, carried, steps, n, from, to, base, first, bits);
    }
  }

  /** All neurons, by vectors if there are enough for one. */
  final void runVectors(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int steps,
      int n,
      int from,
      int to,
      int base,
      int first,
      long[] bits) {
    int main = from + Lanes.whole(to - from);
    boolean byOneVector = from < main && to - main >= FEWEST && warmth.choosesLast(steps);
    if (byOneVector) {
      // First, while it is nowhere near what whole vectors have just stored: it need not wait.
      last(invariants, columns, series, carried, steps, n, main, to, base, first, bits);
    }
    if (from < main) {
      vectors(invariants, columns, series, carried, steps, n, from, main, base, first, bits);
    }
    if (main < to && !byOneVector) {
      scalars(invariants, columns, series, carried, steps, n, main, to, base, first, bits);
    }
  }

  /** Whole vectors. */
  abstract void vectors(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int steps,
      int n,
      int from,
      int to,
      int base,
      int first,
      long[] bits);

  /**
   * Fewer neurons than a vector has lanes, after such as fill one, which may have been run or not.
   * Loops that are all but too long for the compiler have no vectors for it.
   */
  void last(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int steps,
      int n,
      int from,
      int to,
      int base,
      int first,
      long[] bits) {
    scalars(invariants, columns, series, carried, steps, n, from, to, base, first, bits);
  }

  /** Neuron by neuron. */
  abstract void scalars(
      float[] invariants,
      float[][] columns,
      float[][] series,
      float[][] carried,
      int steps,
      int n,
      int from,
      int to,
      int base,
      int first,
      long[] bits);
}
