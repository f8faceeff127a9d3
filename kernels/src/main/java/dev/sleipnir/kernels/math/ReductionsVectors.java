package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Reductions}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class ReductionsVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  /** Virtual lanes of a sum. */
  private static final int VIRTUAL = 16;

  // The upper lanes brought down, for the steps of the tree that fall inside one vector.
  private static final VectorShuffle<Float> DOWN_8 = VectorShuffle.iota(F, 8, 1, true);
  private static final VectorShuffle<Float> DOWN_4 = VectorShuffle.iota(F, 4, 1, true);
  private static final VectorShuffle<Float> DOWN_2 = VectorShuffle.iota(F, 2, 1, true);
  private static final VectorShuffle<Float> DOWN_1 = VectorShuffle.iota(F, 1, 1, true);

  // In the loops the loaded vector is the receiver and the accumulator the argument: the compiler
  // always knows the class of a vector just loaded, that of one carried around the loop only from
  // a profile it may not have, and then every call allocates.

  private ReductionsVectors() {}

  static float sum(float[] a, int from, int n) {
    check(a, from, n);
    var acc0 = FloatVector.zero(F);
    var acc1 = FloatVector.zero(F);
    var acc2 = FloatVector.zero(F);
    var acc3 = FloatVector.zero(F);
    int end = from + n;
    int i = from;
    for (; i <= end - VIRTUAL; i += VIRTUAL) {
      acc0 = FloatVector.fromArray(F, a, i).add(acc0);
      if (LANES <= 8) {
        acc1 = FloatVector.fromArray(F, a, i + LANES).add(acc1);
      }
      if (LANES == 4) {
        acc2 = FloatVector.fromArray(F, a, i + 2 * LANES).add(acc2);
        acc3 = FloatVector.fromArray(F, a, i + 3 * LANES).add(acc3);
      }
    }
    if (LANES == 4) {
      acc0 = acc0.add(acc2);
      acc1 = acc1.add(acc3);
    }
    if (LANES <= 8) {
      acc0 = acc0.add(acc1);
    }
    if (LANES == 16) {
      acc0 = acc0.add(acc0.rearrange(DOWN_8));
    }
    if (LANES >= 8) {
      acc0 = acc0.add(acc0.rearrange(DOWN_4));
    }
    acc0 = acc0.add(acc0.rearrange(DOWN_2));
    acc0 = acc0.add(acc0.rearrange(DOWN_1));
    float sum = acc0.lane(0);
    for (; i < end; i++) {
      sum += a[i];
    }
    return sum;
  }

  static double sumOfSquaresAsDouble(float[] a, int from, int n) {
    check(a, from, n);
    double acc0 = 0;
    double acc1 = 0;
    double acc2 = 0;
    double acc3 = 0;
    int end = from + n;
    int i = from;
    for (; i <= end - 4; i += 4) {
      // The square of a float is exact in a double.
      acc0 += (double) a[i] * a[i];
      acc1 += (double) a[i + 1] * a[i + 1];
      acc2 += (double) a[i + 2] * a[i + 2];
      acc3 += (double) a[i + 3] * a[i + 3];
    }
    if (i < end) {
      acc0 += (double) a[i] * a[i];
    }
    if (i + 1 < end) {
      acc1 += (double) a[i + 1] * a[i + 1];
    }
    if (i + 2 < end) {
      acc2 += (double) a[i + 2] * a[i + 2];
    }
    return (acc0 + acc2) + (acc1 + acc3);
  }

  static float max(float[] a, int from, int n) {
    check(a, from, n);
    int main = F.loopBound(n);
    int i = 0;
    float max = Float.NEGATIVE_INFINITY;
    if (main > 0) {
      var maxes = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
      for (; i < main; i += LANES) {
        maxes = FloatVector.fromArray(F, a, from + i).max(maxes);
      }
      if (LANES == 16) {
        maxes = maxes.max(maxes.rearrange(DOWN_8));
      }
      if (LANES >= 8) {
        maxes = maxes.max(maxes.rearrange(DOWN_4));
      }
      maxes = maxes.max(maxes.rearrange(DOWN_2));
      maxes = maxes.max(maxes.rearrange(DOWN_1));
      max = maxes.lane(0);
    }
    for (; i < n; i++) {
      max = Math.max(max, a[from + i]);
    }
    return max;
  }

  static int argMax(float[] a, int from, int n) {
    Require.positive("n", n);
    float max = max(a, from, n);
    boolean nan = Float.isNaN(max);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var x = FloatVector.fromArray(F, a, from + i);
      var found = nan ? x.compare(VectorOperators.NE, x) : x.compare(VectorOperators.EQ, max);
      if (found.anyTrue()) {
        return i + found.firstTrue();
      }
    }
    while (i < n - 1 && (nan ? !Float.isNaN(a[from + i]) : a[from + i] != max)) {
      i++;
    }
    return i;
  }

  static int firstNonFinite(float[] a, int from, int n) {
    check(a, from, n);
    int main = F.loopBound(n);
    int i = 0;
    while (i < main) {
      var values = FloatVector.fromArray(F, a, from + i);
      // x - x is 0 for all numbers, NaN for all others.
      if (!values.sub(values).eq(0f).allTrue()) {
        break;
      }
      i += LANES;
    }
    while (i < n && Float.isFinite(a[from + i])) {
      i++;
    }
    return i < n ? i : -1;
  }

  static boolean allBelow(float[] a, int from, int n, int exponent) {
    check(a, from, n);
    if (exponent < 1 || exponent > 128) {
      throw new IllegalArgumentException("exponent: expected 1 to 128, got " + exponent);
    }
    // What reaches the bound is scaled to infinity, exactly. 0 * x is a zero for finite x and NaN
    // otherwise, and a NaN stays in the sum.
    float scale = Math.scalb(1f, 128 - exponent);
    int main = F.loopBound(n);
    int i = 0;
    if (main > 0) {
      var zeros = FloatVector.zero(F);
      var acc = zeros;
      for (; i < main; i += LANES) {
        acc = FloatVector.fromArray(F, a, from + i).mul(scale).fma(zeros, acc);
      }
      if (!acc.compare(VectorOperators.EQ, 0f).allTrue()) {
        return false;
      }
    }
    float acc = 0f;
    for (; i < n; i++) {
      acc = Math.fma(a[from + i] * scale, 0f, acc);
    }
    return acc == 0f;
  }

  private static void check(float[] a, int from, int n) {
    Require.count("n", n);
    Require.array("a", a.length, from, n);
  }
}
