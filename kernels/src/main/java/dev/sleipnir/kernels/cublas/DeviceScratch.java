package dev.sleipnir.kernels.cublas;

import org.jspecify.annotations.Nullable;

/** A device buffer that grows to the largest size asked for; its content does not last. */
final class DeviceScratch {
  private final CublasContext context;
  private @Nullable DeviceBuffer buffer;

  DeviceScratch(CublasContext context) {
    this.context = context;
  }

  /** Where at least so many floats are. */
  long atLeast(long floats) {
    DeviceBuffer current = buffer;
    if (current == null || current.floats() < floats) {
      if (current != null) {
        // First: both may not fit.
        buffer = null;
        current.close();
      }
      current = context.allocate(floats);
      buffer = current;
    }
    return current.address();
  }
}
