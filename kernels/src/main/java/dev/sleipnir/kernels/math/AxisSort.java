package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;

/**
 * The order of values along the middle axis of [outer][length][inner]. For one thread at a time.
 */
public final class AxisSort {
  private final int length;
  private final int inner;
  private final boolean descending;
  private final int count;

  /** Of each value its place in the order of floats, and its index below. */
  private long[] keys;

  private long[] merged;

  /**
   * An order.
   *
   * @param length values along the axis
   * @param inner inner indices
   * @param descending whether the largest come first; a NaN is larger than any number
   * @param count how many of the first are wanted, at most {@code length}
   * @throws IllegalArgumentException if a number is negative or the count larger than the length
   */
  public AxisSort(int length, int inner, boolean descending, int count) {
    Require.count("inner", inner);
    Require.count("count", count);
    Require.atLeast("length", count, length);
    this.length = length;
    this.inner = inner;
    this.descending = descending;
    this.count = count;
    keys = new long[length];
    merged = new long[length];
  }

  /**
   * Sorts.
   *
   * @param in values, [outer][length][inner]
   * @param outer outer indices
   * @param out receives indices as floats, [outer][count][inner]; equals in the order in which they
   *     stand
   * @throws IndexOutOfBoundsException if an array is too short
   */
  public void run(float[] in, int outer, float[] out) {
    Require.items("in", in.length, 0, (long) length * inner, 0, outer);
    Require.items("out", out.length, 0, (long) count * inner, 0, outer);
    for (int o = 0; o < outer; o++) {
      for (int j = 0; j < inner; j++) {
        for (int r = 0; r < length; r++) {
          keys[r] = (long) place(in[(o * length + r) * inner + j]) << Integer.SIZE | r;
        }
        sort();
        for (int c = 0; c < count; c++) {
          out[(o * count + c) * inner + j] = (int) keys[c];
        }
      }
    }
  }

  /** Merges runs, twice as long each time: the platform's sort takes memory of its own. */
  private void sort() {
    for (int run = 1; run < length; run *= 2) {
      for (int from = 0; from < length; from += 2 * run) {
        int middle = Math.min(length, from + run);
        merge(from, middle, Math.min(length, middle + run));
      }
      long[] sorted = merged;
      merged = keys;
      keys = sorted;
    }
  }

  private void merge(int from, int middle, int to) {
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takesLeft = right == to || (left < middle && keys[left] < keys[right]);
      merged[at] = keys[takesLeft ? left++ : right++];
    }
  }

  /** A number that is smaller where the value comes first; 0 and -0 are equals. */
  private int place(float value) {
    int bits = Float.floatToIntBits(value + 0f);
    int place = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
    return descending ? ~place : place;
  }
}
