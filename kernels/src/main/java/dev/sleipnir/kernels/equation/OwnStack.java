package dev.sleipnir.kernels.equation;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on a stack of known size. How deep a text may be nested, and whether a class file can be
 * built, must not depend on how much the caller's thread has left of its stack.
 */
public final class OwnStack {
  /** Parsing to the deepest nesting takes some 200 KiB, and building a class less. */
  private static final long BYTES = 2 << 20;

  private OwnStack() {}

  /**
   * Does the work in a thread of its own and waits for it.
   *
   * @param name what the thread is called
   * @param work the work
   * @param <T> what it gives, not null
   * @return its result; if it throws, that is thrown here
   */
  public static <T> T call(String name, Supplier<T> work) {
    AtomicReference<@Nullable T> result = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable task =
        () -> {
          try {
            result.set(work.get());
          } catch (RuntimeException | Error e) {
            failure.set(e);
          }
        };
    Thread thread = new Thread(null, task, name, BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable thrown = failure.get();
    if (thrown instanceof RuntimeException e) {
      // Where the caller is, is what the reader of a stack trace wants to know.
      e.fillInStackTrace();
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return Objects.requireNonNull(result.get());
  }
}
