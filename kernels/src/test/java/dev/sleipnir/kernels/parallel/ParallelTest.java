package dev.sleipnir.kernels.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every test has a time limit: what goes wrong in a pool of threads mostly ends in waiting. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParallelTest {
  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS), "the other thread did not come");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The threads of a pool of two, the caller's first. */
  private static Thread[] threadsOfTwo(Parallel two) {
    var both = new CountDownLatch(2);
    Thread[] threads = new Thread[2];
    two.forEach(
        2,
        (block, worker) -> {
          threads[worker] = Thread.currentThread();
          both.countDown();
          await(both);
        });
    return threads;
  }

  @Test
  void everyBlockRunsExactlyOnce() {
    for (int threads = 1; threads <= 5; threads++) {
      try (var parallel = Parallel.of(threads)) {
        assertEquals(threads, parallel.threads());
        for (int blocks : new int[] {0, 1, 2, 3, 7, 100, 1000, 0, 5}) {
          var runs = new AtomicIntegerArray(blocks);
          var inUse = new AtomicIntegerArray(threads);
          var shared = new AtomicInteger();
          parallel.forEach(
              blocks,
              (block, worker) -> {
                shared.addAndGet(inUse.getAndIncrement(worker));
                runs.incrementAndGet(block);
                inUse.decrementAndGet(worker);
              });
          for (int block = 0; block < blocks; block++) {
            assertEquals(1, runs.get(block), blocks + " blocks, block " + block);
          }
          assertEquals(0, shared.get(), "blocks that ran while another used their scratch memory");
        }
      }
    }
  }

  @Test
  void seesWhatTheBlocksWrote() {
    try (var parallel = Parallel.of(3)) {
      long[] values = new long[64];
      for (int round = 1; round <= 500; round++) {
        parallel.forEach(values.length, (block, worker) -> values[block] += block);
        for (int block = 0; block < values.length; block++) {
          assertEquals((long) round * block, values[block]);
        }
      }
    }
  }

  @Test
  void waitsForTheSlowestBlock() {
    try (var three = Parallel.of(3)) {
      for (int slowest = 0; slowest < 3; slowest++) {
        int slow = slowest;
        var all = new CountDownLatch(3);
        var ended = new AtomicInteger();
        three.forEach(
            3,
            (block, worker) -> {
              all.countDown();
              await(all);
              if (worker == slow) {
                LockSupport.parkNanos(20_000_000);
              }
              ended.incrementAndGet();
            });
        assertEquals(3, ended.get(), "slowest: worker " + slow);
      }
    }
  }

  @Test
  void blocksRunAtTheSameTimeAlsoAfterTheWorkersFellAsleep() throws InterruptedException {
    try (var two = Parallel.of(2)) {
      for (int round = 0; round < 5; round++) {
        Thread[] threads = threadsOfTwo(two);
        assertSame(Thread.currentThread(), threads[0]);
        assertTrue(threads[1].isDaemon());
        Thread.sleep(5);
      }
    }
  }

  @Test
  void oneThreadIsThePlainLoop() {
    try (var one = Parallel.of(1)) {
      int[] order = new int[10];
      int[] next = {0};
      var caller = Thread.currentThread();
      one.forEach(
          10,
          (block, worker) -> {
            assertEquals(0, worker);
            assertSame(caller, Thread.currentThread());
            order[next[0]++] = block;
          });
      assertEquals("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]", Arrays.toString(order));
    }
  }

  @Test
  void throwsWhatABlockThrewOnceAllHaveEnded() {
    for (int threads : new int[] {1, 2, 4}) {
      try (var parallel = Parallel.of(threads)) {
        for (int bad = 0; bad < 40; bad += 13) {
          int thrower = bad;
          var running = new AtomicInteger();
          var thrown = new IllegalStateException("block " + bad);
          var caught =
              assertThrows(
                  IllegalStateException.class,
                  () ->
                      parallel.forEach(
                          40,
                          (block, worker) -> {
                            running.incrementAndGet();
                            try {
                              if (block == thrower) {
                                throw thrown;
                              }
                              Thread.onSpinWait();
                            } finally {
                              running.decrementAndGet();
                            }
                          }));
          assertSame(thrown, caught);
          assertEquals(0, running.get());
          var runs = new AtomicInteger();
          parallel.forEach(40, (block, worker) -> runs.incrementAndGet());
          assertEquals(40, runs.get(), "after the failure");
        }
      }
    }
  }

  @Test
  void throwsWhatAWorkerThrewAfterTheCallersBlockEnded() {
    try (var two = Parallel.of(2)) {
      var failed = new CountDownLatch(1);
      var callersBlockEnded = new AtomicInteger();
      var error = new AssertionError("in the worker");
      var caught =
          assertThrows(
              AssertionError.class,
              () ->
                  two.forEach(
                      2,
                      (block, worker) -> {
                        if (worker == 1) {
                          failed.countDown();
                          throw error;
                        }
                        await(failed);
                        callersBlockEnded.incrementAndGet();
                      }));
      assertSame(error, caught);
      assertEquals(1, callersBlockEnded.get());
      assertEquals(2, threadsOfTwo(two).length);
    }
  }

  @Test
  void aBlockMayUseThePoolItself() {
    try (var parallel = Parallel.of(3)) {
      var runs = new AtomicIntegerArray(100);
      parallel.forEach(
          10,
          (outer, worker) ->
              parallel.forEach(10, (inner, w) -> runs.incrementAndGet(10 * outer + inner)));
      for (int i = 0; i < 100; i++) {
        assertEquals(1, runs.get(i));
      }
    }
  }

  @Test
  void twoCallersMayShareThePool() throws InterruptedException {
    try (var parallel = Parallel.of(2)) {
      var failure = new AtomicReference<Throwable>();
      Thread[] callers = new Thread[2];
      for (int c = 0; c < callers.length; c++) {
        callers[c] =
            new Thread(
                () -> {
                  int[] values = new int[20];
                  for (int round = 1; round <= 300; round++) {
                    parallel.forEach(values.length, (block, worker) -> values[block]++);
                    for (int value : values) {
                      assertEquals(round, value);
                    }
                  }
                });
        callers[c].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        callers[c].start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertSame(null, failure.get());
    }
  }

  @Test
  void anInterruptedCallerIsServedAndStaysInterrupted() {
    try (var parallel = Parallel.of(2)) {
      var runs = new AtomicInteger();
      Thread.currentThread().interrupt();
      parallel.forEach(50, (block, worker) -> runs.incrementAndGet());
      assertTrue(Thread.interrupted());
      assertEquals(50, runs.get());
    }
  }

  @Test
  void closedItRunsBlocksInTheCaller() throws InterruptedException {
    var two = Parallel.of(2);
    Thread worker = threadsOfTwo(two)[1];
    assertTrue(worker.isAlive());
    two.close();
    two.close();
    worker.join(30_000);
    assertFalse(worker.isAlive());
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    two.forEach(20, (block, w) -> threads.add(Thread.currentThread()));
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @Test
  void closedByABlockItFinishesFirst() throws InterruptedException {
    var two = Parallel.of(2);
    Thread worker = threadsOfTwo(two)[1];
    var runs = new AtomicInteger();
    two.forEach(
        100,
        (block, w) -> {
          if (block == 10) {
            two.close();
          }
          runs.incrementAndGet();
        });
    assertEquals(100, runs.get());
    worker.join(30_000);
    assertFalse(worker.isAlive());
  }

  @Test
  void closedByAnotherThreadItLosesNoBlock() throws InterruptedException {
    for (int round = 0; round < 100; round++) {
      var two = Parallel.of(2);
      Thread worker = threadsOfTwo(two)[1];
      var closer = new Thread(two::close);
      closer.start();
      var runs = new AtomicInteger();
      for (int call = 0; call < 20; call++) {
        two.forEach(3, (block, w) -> runs.incrementAndGet());
      }
      assertEquals(60, runs.get());
      closer.join();
      worker.join(30_000);
      assertFalse(worker.isAlive());
    }
  }

  @Test
  void theCommonPoolHasAThreadForEachCoreAndStaysOpen() {
    Parallel common = Parallel.common();
    assertSame(common, Parallel.common());
    assertEquals(Runtime.getRuntime().availableProcessors(), common.threads());
    assertThrows(IllegalStateException.class, common::close);
    var runs = new AtomicInteger();
    common.forEach(30, (block, worker) -> runs.incrementAndGet());
    assertEquals(30, runs.get());
  }

  @Test
  void theMostThreadsThatAreTakenWork() {
    try (Parallel most = Parallel.of(Parallel.MOST_THREADS)) {
      var runs = new AtomicInteger();
      most.forEach(5000, (block, worker) -> runs.incrementAndGet());
      assertEquals(5000, runs.get());
      assertEquals(Parallel.MOST_THREADS, most.threads());
    }
  }

  @Test
  void rejectsBadNumbers() {
    for (int threads : new int[] {0, -1, 1025, 10_000, Integer.MAX_VALUE}) {
      var e = assertThrows(IllegalArgumentException.class, () -> Parallel.of(threads));
      assertEquals("threads: expected 1 to 1024, got " + threads, e.getMessage());
    }
    try (var two = Parallel.of(2)) {
      var runs = new AtomicInteger();
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> two.forEach(-1, (block, worker) -> runs.incrementAndGet()));
      assertEquals("blocks: expected at least 0, got -1", e.getMessage());
      assertEquals(0, runs.get());
    }
  }

  @Test
  void anInterruptEndsNoCallAndStaysSet() {
    try (var parallel = Parallel.of(3)) {
      var runs = new AtomicInteger();
      Thread.currentThread().interrupt();
      parallel.forEach(1000, (block, worker) -> runs.incrementAndGet());
      assertTrue(Thread.interrupted());
      assertEquals(1000, runs.get());
    }
  }

  @Test
  void aThreadInterruptedByABlockSleepsAgain() {
    try (var two = Parallel.of(2)) {
      Thread worker = threadsOfTwo(two)[1];
      worker.interrupt();
      while (worker.isInterrupted()) {
        Thread.onSpinWait(); // until it has gone to sleep once
      }
      assertSame(worker, threadsOfTwo(two)[1]);
    }
  }
}
