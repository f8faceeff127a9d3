package dev.sleipnir.model.online;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;

/**
 * Matrix products of a time step. Small ones stay on the calling thread: to wait for another, which
 * may just have lost its processor, would take longer than the product.
 */
final class StepProducts {
  /** Multiply-adds from which threads share a product: some tens of microseconds of work. */
  private static final long SHARED = 1 << 20;

  private StepProducts() {}

  /** Products of up to this many multiply-adds; the threads do not change the results. */
  static Gemm of(Parallel parallel, long largest) {
    // A pool of one has no thread of its own to close.
    return new Gemm(largest < SHARED ? Parallel.of(1) : parallel, new FloatPool());
  }
}
