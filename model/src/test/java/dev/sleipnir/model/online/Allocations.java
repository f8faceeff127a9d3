package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** What the calling thread allocates, once everything is compiled. */
final class Allocations {
  private static final int CALLS = 500;
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private Allocations() {}

  static long bytes(Runnable work) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  static void assertNone(String what, Runnable step) {
    long start = System.nanoTime();
    long allocated;
    do {
      allocated =
          bytes(
              () -> {
                for (int i = 0; i < CALLS; i++) {
                  step.run();
                }
              });
      if (allocated == 0) {
        return;
      }
      LockSupport.parkNanos(5_000_000L); // the processor is the compiler's
    } while (System.nanoTime() - start < LIMIT_NANOS);
    fail(what + ": still allocates " + (double) allocated / CALLS + " bytes a step");
  }

  /** A run over some number of steps, state and all, takes the same memory for 100 and for 1000. */
  static void assertIndependentOfLength(String what, IntConsumer run) {
    long start = System.nanoTime();
    long few;
    long many;
    do {
      few = bytes(() -> run.accept(100));
      many = bytes(() -> run.accept(1000));
      if (few == many) {
        return;
      }
      LockSupport.parkNanos(5_000_000L);
    } while (System.nanoTime() - start < LIMIT_NANOS);
    fail(what + ": " + few + " bytes for 100 steps, " + many + " for 1000");
  }
}
