package dev.sleipnir.kernels.memory;

/** Buffers of bytes. */
public final class BytePool extends ArrayPool<byte[]> {
  /** An empty pool. */
  public BytePool() {
    super(byte[]::new, array -> array.length, Byte.BYTES);
  }
}
