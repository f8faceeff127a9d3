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

  private final int fewest;
  private final Warmth warmth = new Warmth();

  /** From so many neurons that whole vectors leave over on, one more vector is faster. */
  LoopBody(int fewest) {
    this.fewest = fewest;
  }

  /**
   * All neurons, by vectors if there are enough for one, and if vectors are wanted or else best for
   * so many. All in one method: further calls with these arguments take as long as the work.
   */
  final void run(
      boolean vectors,
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
    int whole = Lanes.whole(to - from);
    int main = from;
    if (vectors || warmth.choosesVectors(steps, to - from, whole / Lanes.COUNT)) {
      main += whole;
    }
    int rest = main;
    if (from < main && to - main >= fewest && warmth.choosesLast(steps)) {
      // First, while it is nowhere near what whole vectors have just stored: it need not wait.
      last(invariants, columns, series, carried, steps, n, main, to, base, first, bits);
      rest = to;
    }
    if (from < main) {
      vectors(invariants, columns, series, carried, steps, n, from, main, base, first, bits);
    }
    if (rest < to) {
      scalars(invariants, columns, series, carried, steps, n, rest, to, base, first, bits);
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
