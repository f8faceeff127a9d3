package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * Spikes as bits: rows, one for each sample and time step, of a bit for each neuron. A row begins
 * at a whole word, so that rows may be written by several threads; the bits after its last neuron
 * are 0.
 */
public final class SpikeRows {
  private final int rows;
  private final int features;
  private final long[] bits;

  /**
   * Spikes in an array.
   *
   * @param rows number of rows
   * @param features neurons of a row
   * @param bits bit f % 64 of word r * {@link #words} + f / 64 for neuron f of row r; shared
   * @throws IllegalArgumentException if a size is negative or the array too short
   */
  public SpikeRows(int rows, int features, long[] bits) {
    int needed = length(rows, features);
    if (bits.length < needed) {
      throw new IllegalArgumentException("bits: expected " + needed + " longs, got " + bits.length);
    }
    this.rows = rows;
    this.features = features;
    this.bits = bits;
  }

  /**
   * Spikes of an array of their own, all 0.
   *
   * @param rows number of rows
   * @param features neurons of a row
   * @return no spikes
   * @throws IllegalArgumentException if a size is negative or there are 2<sup>31</sup> words or
   *     more
   */
  public static SpikeRows silent(int rows, int features) {
    return new SpikeRows(rows, features, new long[length(rows, features)]);
  }

  /**
   * Words of a row.
   *
   * @param features neurons of a row
   * @return features / 64, rounded up
   */
  public static int words(int features) {
    return (features + 63) >>> 6;
  }

  /**
   * Words of rows.
   *
   * @param rows number of rows
   * @param features neurons of a row
   * @return length of the array they need
   * @throws IllegalArgumentException if a size is negative or the array would be too long
   */
  public static int length(int rows, int features) {
    Require.count("rows", rows);
    Require.count("features", features);
    long length = (long) rows * words(features);
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "spikes: expected fewer than 2^31 words, got " + rows + " rows of " + features);
    }
    return (int) length;
  }

  /**
   * Words of a row.
   *
   * @return features / 64, rounded up
   */
  public int words() {
    return words(features);
  }

  /**
   * Number of rows.
   *
   * @return at least 0
   */
  public int rows() {
    return rows;
  }

  /**
   * Neurons of a row.
   *
   * @return at least 0
   */
  public int features() {
    return features;
  }

  /**
   * The storage itself.
   *
   * @return bit f % 64 of word r * {@link #words} + f / 64 for neuron f of row r
   */
  public long[] bits() {
    return bits;
  }

  /**
   * Whether a neuron spiked.
   *
   * @param row which row
   * @param feature which neuron
   * @return true if it did
   */
  public boolean get(int row, int feature) {
    return (bits[row * words() + (feature >>> 6)] >>> feature & 1) != 0;
  }

  /**
   * The next neuron of a row that spiked: {@code for (int i = s.next(row, 0); i >= 0; i =
   * s.next(row, i + 1))} visits them in order.
   *
   * @param row which row
   * @param from first neuron to look at, at most {@link #features}
   * @return which neuron, or -1 if there is none
   */
  public int next(int row, int from) {
    int first = row * words();
    int end = first + words();
    int w = first + (from >>> 6);
    if (w >= end) {
      return -1;
    }
    for (long rest = bits[w] & -1L << from; ; rest = bits[w]) {
      if (rest != 0) {
        return ((w - first) << 6) + Long.numberOfTrailingZeros(rest);
      }
      if (++w == end) {
        return -1;
      }
    }
  }

  /**
   * Counts spikes.
   *
   * @param fromRow first row
   * @param toRow one past the last row
   * @return their number
   */
  public long count(int fromRow, int toRow) {
    long count = 0;
    for (int w = fromRow * words(); w < toRow * words(); w++) {
      count += Long.bitCount(bits[w]);
    }
    return count;
  }

  /**
   * Lists the neurons that spike, those of all rows numbered through: neuron f of row r is r times
   * {@link #features} + f.
   *
   * @param found receives them, in order
   * @return how many there are
   * @throws IndexOutOfBoundsException if the array is too short
   */
  public int list(int[] found) {
    int count = 0;
    int words = words();
    for (int r = 0; r < rows; r++) {
      for (int w = 0; w < words; w++) {
        int first = r * features + (w << 6);
        for (long rest = bits[r * words + w]; rest != 0; rest &= rest - 1) {
          found[count++] = first + Long.numberOfTrailingZeros(rest);
        }
      }
    }
    return count;
  }

  /**
   * Neighbouring neurons of a row.
   *
   * @param row which row
   * @param first the first neuron
   * @param length how many, 1 to 64
   * @return their spikes from the lowest bit on, then zeros
   */
  public long field(int row, int first, int length) {
    int w = row * words() + (first >>> 6);
    int shift = first & 63;
    long value = bits[w] >>> shift;
    if (shift + length > 64) {
      value |= bits[w + 1] << (64 - shift);
    }
    return length == 64 ? value : value & (1L << length) - 1;
  }

  /**
   * Adds spikes of neighbouring neurons to a row.
   *
   * @param row which row
   * @param first the first neuron
   * @param length how many, 1 to 64
   * @param spikes their spikes from the lowest bit on, then zeros
   */
  public void or(int row, int first, int length, long spikes) {
    int w = row * words() + (first >>> 6);
    int shift = first & 63;
    bits[w] |= spikes << shift;
    if (shift + length > 64) {
      bits[w + 1] |= spikes >>> (64 - shift);
    }
  }

  /**
   * Copies whole rows.
   *
   * @param row first row they go to
   * @param from rows of as many neurons
   * @param fromRow first row to copy
   * @param count number of rows
   * @throws IllegalArgumentException if rows are of other lengths
   * @throws IndexOutOfBoundsException if there are fewer rows
   */
  public void copyRows(int row, SpikeRows from, int fromRow, int count) {
    if (from.features != features) {
      throw new IllegalArgumentException(
          "from: expected rows of " + features + " neurons, got " + from.features);
    }
    Require.array("rows", rows, row, count);
    Require.array("from", from.rows, fromRow, count);
    System.arraycopy(from.bits, fromRow * words(), bits, row * words(), count * words());
  }

  /**
   * Silences rows.
   *
   * @param fromRow first row
   * @param toRow one past the last row
   */
  public void clear(int fromRow, int toRow) {
    Arrays.fill(bits, fromRow * words(), toRow * words(), 0L);
  }
}
