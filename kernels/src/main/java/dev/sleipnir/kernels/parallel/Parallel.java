package dev.sleipnir.kernels.parallel;

import dev.sleipnir.kernels.require.Require;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small pool of threads that runs numbered blocks of work.
 *
 * <p>The caller cuts its work into blocks by shape alone and each block writes its own part of the
 * result, so that the result is the same for every number of threads. The calling thread works too;
 * a pool of one thread is therefore the plain loop. A call that finds the pool busy (two callers
 * share it) runs its blocks itself: slower, never blocked, and with the same result.
 *
 * <p>An interrupt of the calling thread ends no call: all blocks are done, and the thread's flag is
 * as it was, for the caller to look at between calls.
 *
 * <p>Dispatching allocates nothing.
 */
public final class Parallel implements AutoCloseable {
  /**
   * Threads of a pool, at most: more than any machine has cores, and few enough to be started. Each
   * is a thread of the operating system with buffers of its own in every kernel, and looks for work
   * without sleep while a call is in progress; tens of thousands would stop the machine.
   */
  public static final int MOST_THREADS = 1024;

  /** How long a worker looks for new work before it sleeps; waking costs about as much. */
  private static final long SPIN_NANOS = 50_000;

  /** The lower half of {@link #next} between calls. */
  private static final int NO_BLOCKS = Integer.MAX_VALUE;

  /** One numbered block of work. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs one block. Called once for each block, from any thread, in any order.
     *
     * @param block which block, 0 to blocks - 1
     * @param worker who runs it, 0 to threads - 1: an index for scratch memory
     */
    void run(int block, int worker);
  }

  private final boolean shared;
  private final Thread[] workers;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * The number of the call in the upper half, its next block in the lower. A thread takes a block
   * by counting up what it has read before: one that comes too late takes nothing and is not waited
   * for, so that small calls do not depend on how soon a worker gets a processor.
   */
  private final AtomicLong next = new AtomicLong(NO_BLOCKS);

  private final AtomicInteger done = new AtomicInteger();

  /** Workers that sleep or are about to: to wake one that is awake costs a microsecond or so. */
  private final AtomicInteger asleep = new AtomicInteger();

  /** Of the call in progress: written only while {@link #next} offers no block. */
  private @Nullable Task task;

  private int blocks;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  private Parallel(int threads, boolean shared) {
    this.shared = shared;
    workers = new Thread[threads - 1];
    for (int w = 0; w < workers.length; w++) {
      int worker = w + 1;
      workers[w] =
          Thread.ofPlatform()
              .daemon()
              .name("sleipnir-" + worker)
              .unstarted(() -> awaitWork(worker));
    }
    for (Thread worker : workers) {
      worker.start();
    }
  }

  /**
   * A pool of its own.
   *
   * @param threads number of threads, the caller's included; 1 to {@link #MOST_THREADS}
   * @return a pool to close when done
   * @throws IllegalArgumentException if {@code threads} is not in that range
   */
  public static Parallel of(int threads) {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads: expected 1 to " + MOST_THREADS + ", got " + threads);
    }
    return new Parallel(threads, false);
  }

  /**
   * The pool used where none was given: one thread for each core, started on first use.
   *
   * @return the shared pool; closing it is refused
   */
  public static Parallel common() {
    return Common.POOL;
  }

  private static final class Common {
    static final Parallel POOL =
        new Parallel(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()), true);
  }

  /**
   * Number of threads, the caller's included.
   *
   * @return at least 1
   */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs blocks 0 to {@code blocks - 1} and returns when all are done.
   *
   * @param blocks number of blocks; nothing happens for 0
   * @param work what to run for each
   * @throws IllegalArgumentException if {@code blocks} is negative
   * @throws RuntimeException what a block threw, once no block is running any more; blocks that had
   *     not begun may then never run
   */
  public void forEach(int blocks, Task work) {
    Require.atLeast("blocks", 0, blocks);
    if (blocks <= 1 || workers.length == 0 || !busy.compareAndSet(false, true)) {
      runHere(blocks, work);
      return;
    }
    try {
      // Asked while busy: a pool closed from now on keeps its threads until this call is done.
      if (closed) {
        runHere(blocks, work);
      } else {
        dispatch(blocks, work);
      }
    } finally {
      busy.set(false);
      if (closed) {
        wakeWorkers();
      }
    }
  }

  private static void runHere(int blocks, Task work) {
    for (int block = 0; block < blocks; block++) {
      work.run(block, 0);
    }
  }

  private void dispatch(int count, Task work) {
    task = work;
    blocks = count;
    failure = null;
    done.set(0);
    long call = (next.get() >>> Integer.SIZE) + 1;
    next.set(call << Integer.SIZE); // publishes the fields above
    // A worker that is not counted yet looks at the number of the call once more before it sleeps.
    if (asleep.get() > 0) {
      wakeWorkers();
    }
    if (runBlocks(0)) {
      // Nobody may be there to take the rest.
      int begun = (int) next.getAndSet(call << Integer.SIZE | NO_BLOCKS);
      done.addAndGet(Math.max(0, count - begun));
    }
    while (done.get() < count) {
      Thread.onSpinWait();
    }
    next.set(call << Integer.SIZE | NO_BLOCKS);
    task = null;
    Throwable thrown = failure;
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  /**
   * Runs blocks of the call in progress as long as there are any that nobody has taken; returns
   * whether one of them failed, which is the last that this thread runs.
   */
  private boolean runBlocks(int worker) {
    while (true) {
      long taken = next.get();
      Task work = task;
      if ((int) taken >= blocks || work == null) {
        return false;
      }
      if (next.compareAndSet(taken, taken + 1)) {
        try {
          work.run((int) taken, worker);
        } catch (RuntimeException | Error e) {
          failure = e;
          return true;
        } finally {
          done.incrementAndGet();
        }
      }
    }
  }

  private void awaitWork(int worker) {
    long seen = 0;
    while (true) {
      long deadline = System.nanoTime() + SPIN_NANOS;
      while (next.get() >>> Integer.SIZE == seen) {
        if (closed && !busy.get()) {
          return;
        }
        if (System.nanoTime() < deadline) {
          Thread.onSpinWait();
        } else {
          asleep.incrementAndGet();
          if (next.get() >>> Integer.SIZE == seen && !(closed && !busy.get())) {
            LockSupport.park(this);
          }
          asleep.decrementAndGet();
          // A block may have interrupted its thread, which would not sleep any more.
          Thread.interrupted();
        }
      }
      seen = next.get() >>> Integer.SIZE;
      runBlocks(worker);
    }
  }

  /**
   * Ends the pool's threads, after the call of {@link #forEach} in progress if there is one. Later
   * calls run in the calling thread.
   *
   * @throws IllegalStateException for the {@linkplain #common() shared} pool
   */
  @Override
  public void close() {
    if (shared) {
      throw new IllegalStateException("the common pool is shared and cannot be closed");
    }
    closed = true;
    wakeWorkers();
  }

  private void wakeWorkers() {
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
