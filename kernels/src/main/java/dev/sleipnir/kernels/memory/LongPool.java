package dev.sleipnir.kernels.memory;

/**
 * Buffers of longs kept for the next call, by exact length. Steady work asks for the same lengths
 * again and again, so after the first round nothing is allocated. Not thread-safe: one pool belongs
 * to one caller.
 */
public final class LongPool {
  private final ArrayPool<long[]> arrays = new ArrayPool<>(long[]::new);

  /** An empty pool. */
  public LongPool() {}

  /**
   * A buffer of exactly this length; its content is whatever was left in it.
   *
   * @param length number of longs
   * @return the buffer, the caller's until it is {@linkplain #give given back}
   * @throws IllegalArgumentException if {@code length} is negative
   */
  public long[] take(int length) {
    return arrays.take(length);
  }

  /**
   * Gives a buffer back. The caller must not touch it afterwards.
   *
   * @param buffer a buffer, whether or not it came from this pool
   */
  public void give(long[] buffer) {
    arrays.give(buffer, buffer.length);
  }

  /**
   * Memory this pool ever had to allocate: constant in the steady state.
   *
   * @return bytes
   */
  public long allocatedBytes() {
    return arrays.allocated() * Long.BYTES;
  }

  /**
   * Memory this pool ever handed out, whether new or used again: a measure of the work done.
   *
   * @return bytes
   */
  public long takenBytes() {
    return arrays.taken() * Long.BYTES;
  }
}
