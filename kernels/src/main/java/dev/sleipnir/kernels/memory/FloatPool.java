package dev.sleipnir.kernels.memory;

import java.util.Arrays;

/** Buffers of floats. */
public final class FloatPool extends ArrayPool<float[]> {
  /** An empty pool. */
  public FloatPool() {
    super(float[]::new, array -> array.length, Float.BYTES);
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
}
