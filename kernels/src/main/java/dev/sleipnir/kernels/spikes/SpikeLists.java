package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Indices of set bits. */
final class SpikeLists {
  private static final VectorSpecies<Integer> I = Species.INT;
  private static final int LANES = I.length();

  /** Ints that {@link #list} may write after the last index. */
  static final int ROOM = 16;

  /** Only there is compressing a vector one instruction. */
  static final boolean COMPRESSES = LANES == 16;

  private SpikeLists() {}

  /**
   * Lists the set bits of words {@code from} to {@code to - 1} of a row, in order.
   *
   * @param bits the spikes
   * @param row the row's first word
   * @param from first word within the row
   * @param to one past the last word
   * @param list receives the indices within the row
   * @param at where the first goes
   * @return where the next would go
   */
  static int list(long[] bits, int row, int from, int to, int[] list, int at) {
    return COMPRESSES
        ? compress(bits, row, from, to, list, at)
        : walk(bits, row, from, to, list, at);
  }

  private static int walk(long[] bits, int row, int from, int to, int[] list, int at) {
    int next = at;
    for (int w = from; w < to; w++) {
      for (long rest = bits[row + w]; rest != 0; rest &= rest - 1) {
        list[next++] = (w << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    return next;
  }

  /** Words without a branch on how many bits are set: at a few in a hundred it would be guessed. */
  private static int compress(long[] bits, int row, int from, int to, int[] list, int at) {
    int next = at;
    IntVector lanes = IntVector.zero(I).addIndex(1);
    for (int w = from; w < to; w++) {
      long word = bits[row + w];
      if (word == 0) {
        continue;
      }
      for (int f = 0; f < 64; f += LANES) {
        long part = word >>> f & 0xFFFF;
        VectorMask<Integer> set = VectorMask.fromLong(I, part);
        lanes.add((w << 6) + f).compress(set).intoArray(list, next);
        next += Long.bitCount(part);
      }
    }
    return next;
  }

  /**
   * Lists the set bits of a row by half words.
   *
   * @param bits the spikes
   * @param row the row's first word
   * @param halves number of half words
   * @param list receives the indices within the row
   * @param at where the first goes
   * @param starts receives where each half word's begin
   * @param first the first of them
   * @return where the next would go
   */
  static int listHalves(
      long[] bits, int row, int halves, int[] list, int at, int[] starts, int first) {
    return COMPRESSES
        ? compressHalves(bits, row, halves, list, at, starts, first)
        : walkHalves(bits, row, halves, list, at, starts, first);
  }

  private static int walkHalves(
      long[] bits, int row, int halves, int[] list, int at, int[] starts, int first) {
    int next = at;
    for (int h = 0; h < halves; h++) {
      starts[first + h] = next;
      long half = bits[row + (h >>> 1)] >>> ((h & 1) << 5) & 0xFFFF_FFFFL;
      for (long rest = half; rest != 0; rest &= rest - 1) {
        list[next++] = (h << 5) + Long.numberOfTrailingZeros(rest);
      }
    }
    return next;
  }

  private static int compressHalves(
      long[] bits, int row, int halves, int[] list, int at, int[] starts, int first) {
    int next = at;
    IntVector lanes = IntVector.zero(I).addIndex(1);
    for (int h = 0; h < halves; h++) {
      starts[first + h] = next;
      long half = bits[row + (h >>> 1)] >>> ((h & 1) << 5);
      for (int f = 0; f < 32; f += LANES) {
        long part = half >>> f & 0xFFFF;
        VectorMask<Integer> set = VectorMask.fromLong(I, part);
        lanes.add((h << 5) + f).compress(set).intoArray(list, next);
        next += Long.bitCount(part);
      }
    }
    return next;
  }

  /**
   * Joins lists of cells that follow one another in slices: slice s is {@code run} cells from
   * {@code cell + s * cellStep} on, and its indices are shifted by {@code shift + s * shiftStep}.
   *
   * @param lists indices, {@link #ROOM} more than there are
   * @param starts where each cell's begin
   * @param cell first cell
   * @param cellStep distance from slice to slice
   * @param run cells of a slice
   * @param slices number of slices
   * @param shift added to the indices of the first slice
   * @param shiftStep how much more is added from slice to slice
   * @param into receives the shifted indices, and up to {@link #ROOM} more
   * @param at where the first goes
   * @return where the next would go
   */
  static int join(
      int[] lists,
      int[] starts,
      int cell,
      int cellStep,
      int run,
      int slices,
      int shift,
      int shiftStep,
      int[] into,
      int at) {
    int next = at;
    for (int s = 0; s < slices; s++) {
      int from = starts[cell + s * cellStep];
      int to = starts[cell + s * cellStep + run];
      int by = shift + s * shiftStep;
      // Slices are short: whole vectors, whose ends the next slice overwrites, save branches.
      for (int j = from; j < to; j += LANES) {
        IntVector.fromArray(I, lists, j).add(by).intoArray(into, next + j - from);
      }
      next += to - from;
    }
    return next;
  }
}
