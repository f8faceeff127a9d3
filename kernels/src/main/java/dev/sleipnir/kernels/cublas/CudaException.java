package dev.sleipnir.kernels.cublas;

/**
 * A call of the CUDA runtime or of cuBLAS that failed, or a GPU that was asked for and is not
 * there.
 */
public final class CudaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The message is what was called, and what it answered, by name. */
  CudaException(String message) {
    super(message);
  }
}
