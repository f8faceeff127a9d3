package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;

/** LoopData for a loop of {@link RandomLoops}. */
final class LoopData {
  final float[] invariants;
  final float[][] columns;
  final float[][] series;
  final float[][] carried;

  LoopData(float[] invariants, float[][] columns, float[][] series, float[][] carried) {
    this.invariants = invariants;
    this.columns = columns;
    this.series = series;
    this.carried = carried;
  }

  static LoopData random(Random random, int steps, int n, int to, int base) {
    return new LoopData(
        TestArrays.normal(random, RandomLoops.INVARIANTS),
        many(random, RandomLoops.COLUMNS, to - base),
        many(random, RandomLoops.SERIES, steps * n),
        many(random, RandomLoops.CARRIED, n));
  }

  private static float[][] many(Random random, int count, int length) {
    float[][] arrays = new float[count][];
    for (int i = 0; i < count; i++) {
      arrays[i] =
          random.nextInt(3) == 0
              ? TestArrays.wild(random, length)
              : TestArrays.normal(random, length);
    }
    return arrays;
  }

  /** Copies; series that were one array are one array again. */
  LoopData copy() {
    float[][] copies = copies(series);
    for (int i = 0; i < series.length; i++) {
      for (int j = 0; j < i; j++) {
        if (same(series[i], series[j])) {
          copies[i] = copies[j];
        }
      }
    }
    return new LoopData(invariants.clone(), copies(columns), copies, copies(carried));
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
  private static boolean same(float[] a, float[] b) {
    return a == b;
  }

  private static float[][] copies(float[][] arrays) {
    return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
  }

  static void assertSame(LoopData expected, LoopData got, String what) {
    SameBits.assertSame(expected.invariants, got.invariants, what + ", invariants");
    assertSame(expected.columns, got.columns, what + ", column ");
    assertSame(expected.series, got.series, what + ", series ");
    assertSame(expected.carried, got.carried, what + ", carried ");
  }

  private static void assertSame(float[][] expected, float[][] got, String what) {
    for (int i = 0; i < expected.length; i++) {
      SameBits.assertSame(expected[i], got[i], what + i);
    }
  }
}
