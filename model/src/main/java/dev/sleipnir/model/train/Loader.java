package dev.sleipnir.model.train;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Example;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the batches of a pass in order, a few ahead, on other threads. A batch is a function of
 * its samples and of its stream: which thread made it, and when, decides nothing.
 */
final class Loader implements AutoCloseable {
  /** What one batch is made of. */
  static final class Request {
    private final int[] samples;
    private final RandomStream random;

    Request(int[] samples, RandomStream random) {
      this.samples = samples;
      this.random = random;
    }

    Optional<Example> prepare(TrainingTask task) {
      return Optional.ofNullable(task.prepare(samples, random.split("encoder").split("data")));
    }
  }

  private final TrainingTask task;
  private final int count;
  private final IntFunction<Request> requests;
  private final int threads;
  private final ArrayDeque<Future<Optional<Example>>> ahead = new ArrayDeque<>();
  private @Nullable ExecutorService executor;
  private int asked;

  /**
   * A loader at its beginning.
   *
   * @param threads how many threads prepare; 0 for the one that asks
   * @param count how many batches there are
   * @param requests what batches are made of, asked for in order by the thread that asks
   */
  Loader(TrainingTask task, int threads, int count, IntFunction<Request> requests) {
    this.task = task;
    this.threads = threads;
    this.count = count;
    this.requests = requests;
  }

  /** The next batch; null of a task that prepares nothing, for which no thread is started. */
  @Nullable Example next() {
    if (asked == 0 || threads == 0) {
      Optional<Example> example = requests.apply(asked++).prepare(task);
      if (example.isPresent() && asked == 1 && threads > 0) {
        executor = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
        ask(executor);
      }
      return example.orElse(null);
    }
    if (executor == null) {
      return null;
    }
    Future<Optional<Example>> first = ahead.remove();
    ask(executor);
    return result(first).orElse(null);
  }

  private void ask(ExecutorService from) {
    while (asked < count && ahead.size() <= threads) {
      Request request = requests.apply(asked++);
      ahead.add(from.submit(() -> request.prepare(task)));
    }
  }

  private static Optional<Example> result(Future<Optional<Example>> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while a batch was prepared");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failed) {
        throw failed;
      }
      if (cause instanceof Error failed) {
        throw failed;
      }
      throw new IllegalStateException(cause);
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
