package dev.sleipnir.kernels;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether code allocates once it is compiled. In the interpreter every vector is an object; only
 * the optimizing compiler keeps them in registers.
 */
public final class Allocation {
  private static final int CALLS = 500;

  /**
   * Time enough for the compiler on a busy machine; a kernel that allocates waits for all of it.
   */
  private static final long LIMIT_NANOS = 60_000_000_000L;

  /** Between rounds the processor is the compiler's. */
  private static final long REST_NANOS = 5_000_000L;

  private Allocation() {}

  /** Runs the code until many calls in a row allocate nothing; fails if they never do. */
  public static void assertNoneOnceCompiled(String what, Runnable code) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    long allocated;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < CALLS; i++) {
        code.run();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      if (allocated == 0) {
        return;
      }
      LockSupport.parkNanos(REST_NANOS);
    } while (System.nanoTime() - start < LIMIT_NANOS);
    fail(what + ": still allocates " + (double) allocated / CALLS + " bytes per call");
  }
}
