package dev.sleipnir.kernels.memory;

/** Buffers of longs. */
public final class LongPool extends ArrayPool<long[]> {
  /** An empty pool. */
  public LongPool() {
    super(long[]::new, array -> array.length, Long.BYTES);
  }
}
