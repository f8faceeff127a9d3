package dev.sleipnir.kernels.gemm;

/**
 * A matrix that many products read and few edits change. Copies of it are kept by the object, not
 * by its content, and no longer than the object lives.
 */
public interface SharedMatrix {
  /**
   * The values, row-major.
   *
   * @return the storage itself; always the same
   */
  float[] data();

  /**
   * Number of edits so far: a copy is good as long as this is the same.
   *
   * @return at least 0
   */
  int version();
}
