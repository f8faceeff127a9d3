package dev.sleipnir.kernels.memory;

import java.util.Arrays;

/**
 * Float buffers kept for the next call, by exact length. Steady work asks for the same lengths
 * again and again, so after the first round nothing is allocated. Not thread-safe: one pool belongs
 * to one caller.
 */
public final class FloatPool {
  private final ArrayPool<float[]> arrays = new ArrayPool<>(float[]::new);

  /** An empty pool. */
  public FloatPool() {}

  /**
   * A buffer of exactly this length; its content is whatever was left in it.
   *
   * @param length number of floats
   * @return the buffer, the caller's until it is {@linkplain #give given back}
   * @throws IllegalArgumentException if {@code length} is negative
   */
  public float[] take(int length) {
    return arrays.take(length);
  }

  /**
   * A buffer of zeros.
   *
   * @param length number of floats
   * @return the buffer, all 0
   * @throws IllegalArgumentException if {@code length} is negative
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
    arrays.give(buffer, buffer.length);
  }

  /**
   * Memory this pool ever had to allocate: constant in the steady state.
   *
   * @return bytes
   */
  public long allocatedBytes() {
    return arrays.allocated() * Float.BYTES;
  }

  /**
   * Memory this pool ever handed out, whether new or used again: a measure of the work done.
   *
   * @return bytes
   */
  public long takenBytes() {
    return arrays.taken() * Float.BYTES;
  }
}
