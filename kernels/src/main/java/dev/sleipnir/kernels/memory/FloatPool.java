package dev.sleipnir.kernels.memory;

import java.util.Arrays;

/**
 * Float buffers kept for the next call, by exact length. Steady work asks for the same lengths
 * again and again, so after the first round nothing is allocated. Not thread-safe: one pool belongs
 * to one caller.
 */
public final class FloatPool {
  private static final float[][] NONE = new float[0][];

  // The lengths in use are few (a handful for each layer): a linear search beats a boxed map.
  private int[] lengths = new int[16];
  private float[][][] free = new float[16][][];
  private int[] freeCount = new int[16];
  private int size;
  private long allocatedBytes;

  /** An empty pool. */
  public FloatPool() {}

  /**
   * A buffer of exactly this length; its content is whatever was left in it.
   *
   * @param length number of floats
   * @return the buffer, the caller's until it is {@linkplain #give given back}
   */
  public float[] take(int length) {
    int slot = slot(length);
    if (freeCount[slot] > 0) {
      return free[slot][--freeCount[slot]];
    }
    allocatedBytes += (long) length * Float.BYTES;
    return new float[length];
  }

  /**
   * A buffer of zeros.
   *
   * @param length number of floats
   * @return the buffer, all 0
   */
  public float[] takeZeroed(int length) {
    float[] buffer = take(length);
    Arrays.fill(buffer, 0f);
    return buffer;
  }

  /**
   * Gives a buffer back. The caller must not touch it afterwards.
   *
   * @param buffer a buffer, whether or not it came from this pool
   */
  public void give(float[] buffer) {
    int slot = slot(buffer.length);
    if (freeCount[slot] == free[slot].length) {
      free[slot] = Arrays.copyOf(free[slot], Math.max(4, 2 * freeCount[slot]));
    }
    free[slot][freeCount[slot]++] = buffer;
  }

  /**
   * Memory this pool ever had to allocate: constant in the steady state.
   *
   * @return bytes
   */
  public long allocatedBytes() {
    return allocatedBytes;
  }

  private int slot(int length) {
    for (int s = 0; s < size; s++) {
      if (lengths[s] == length) {
        return s;
      }
    }
    if (size == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * size);
      free = Arrays.copyOf(free, 2 * size);
      freeCount = Arrays.copyOf(freeCount, 2 * size);
    }
    lengths[size] = length;
    free[size] = NONE;
    return size++;
  }
}
