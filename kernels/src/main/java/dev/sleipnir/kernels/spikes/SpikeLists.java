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
}
