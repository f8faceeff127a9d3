package dev.sleipnir.kernels.cublas;

/**
 * Floats in a GPU's memory. They belong to the context they were allocated in, which frees them at
 * the latest when it closes; closing twice does nothing.
 */
public final class DeviceBuffer implements AutoCloseable {
  private final CublasContext context;
  private final long address;
  private final long floats;
  private boolean closed;

  DeviceBuffer(CublasContext context, long address, long floats) {
    this.context = context;
    this.address = address;
    this.floats = floats;
  }

  /**
   * Its size.
   *
   * @return number of floats
   */
  public long floats() {
    return floats;
  }

  /** Where it is, for the device. */
  long address() {
    if (closed) {
      throw new IllegalStateException(
          "device buffer of " + floats + " floats: expected an open one, got one that was closed");
    }
    return address;
  }

  /**
   * Where a part of it is.
   *
   * @throws IllegalArgumentException if the part is not inside, or the buffer is another context's
   */
  long address(String name, CublasContext caller, long from, long count) {
    if (context != caller) {
      throw new IllegalArgumentException(
          name + ": expected a buffer of " + caller + ", got one of " + context);
    }
    if (from < 0 || floats - from < count) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + count
              + " floats from index "
              + from
              + ", got a buffer of "
              + floats);
    }
    return address() + from * Float.BYTES;
  }

  /** Frees it, if it was not; the context is the only caller. */
  void free(CudaRuntime cuda) {
    if (!closed) {
      closed = true;
      cuda.free(address);
    }
  }

  @Override
  public void close() {
    context.free(this);
  }
}
