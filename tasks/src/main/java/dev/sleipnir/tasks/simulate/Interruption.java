package dev.sleipnir.tasks.simulate;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C, or SIGTERM, end what a thread does cleanly: the thread is interrupted, and the JVM
 * waits until this is closed. For the thread that made it.
 */
final class Interruption implements AutoCloseable {
  /** So long results may take to be written. */
  private static final long SECONDS = 60;

  private final Thread working = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = Thread.ofPlatform().name("sleipnir-end").unstarted(this::end);

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    working.interrupt();
    try {
      boolean _ = done.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM ends: the hook was what waited for this.
    }
  }
}
