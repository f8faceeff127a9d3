package dev.sleipnir.kernels;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

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

  /** Classes of one code: HotSpot leaves now and then one operation of one of them to a call. */
  private static final int CLASSES = 3;

  private Allocation() {}

  /** Runs the code until many calls in a row allocate nothing; fails if they never do. */
  public static void assertNoneOnceCompiled(String what, Runnable code) {
    long allocated = onceCompiled(code, LIMIT_NANOS);
    if (allocated != 0) {
      fail(what + ": still allocates " + (double) allocated / CALLS + " bytes per call");
    }
  }

  /**
   * The same of code that is generated: whether it allocates nothing is for its form to say, and
   * not for the luck of one class of it in a JVM that has compiled a thousand others.
   *
   * @param generate makes a class of the code, anew with each call
   */
  public static void assertNoneOnceGenerated(String what, Supplier<Runnable> generate) {
    long allocated = 0;
    for (int c = 0; c < CLASSES; c++) {
      allocated = onceCompiled(generate.get(), LIMIT_NANOS / CLASSES);
      if (allocated == 0) {
        return;
      }
    }
    fail(what + ": each of " + CLASSES + " classes allocates, " + (double) allocated / CALLS);
  }

  private static long onceCompiled(Runnable code, long limit) {
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
        return 0;
      }
      LockSupport.parkNanos(REST_NANOS);
    } while (System.nanoTime() - start < limit);
    return allocated;
  }
}
