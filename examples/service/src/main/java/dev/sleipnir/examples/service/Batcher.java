package dev.sleipnir.examples.service;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Collects inputs to batches: as many as there are, and more for as long as the first may wait. A
 * request that is not answered by its deadline is given up.
 */
final class Batcher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.sleipnir.service");
  private static final long LOOK = 100;

  private final ModelFile models;
  private final Settings settings;
  private final Figures figures;
  private final BlockingQueue<Waiting> queue;
  private final List<Thread> workers = new ArrayList<>();
  private volatile boolean closed;

  /** A request in the queue. */
  private record Waiting(float[] input, long since, CompletableFuture<Answer> answer) {}

  /**
   * What the network said.
   *
   * @param scores its outputs, the mean over the steps
   * @param version of the model
   */
  record Answer(float[] scores, long version) {}

  Batcher(ModelFile models, Settings settings, Figures figures) {
    this.models = models;
    this.settings = settings;
    this.figures = figures;
    queue = new ArrayBlockingQueue<>(settings.queue());
    for (int w = 0; w < settings.workers(); w++) {
      int worker = w;
      workers.add(Thread.ofPlatform().name("batches-" + w).start(() -> work(worker)));
    }
  }

  int waiting() {
    return queue.size();
  }

  /**
   * Waits for an answer.
   *
   * @throws Refused if too many wait already, or there was none in time
   */
  Answer classify(float[] input) throws Refused, InterruptedException {
    Waiting mine = new Waiting(input, System.nanoTime(), new CompletableFuture<>());
    if (closed || !queue.offer(mine)) {
      throw new Refused(503, "expected at most " + settings.queue() + " waiting, try again later");
    }
    try {
      return mine.answer.get(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      mine.answer.cancel(false);
      throw new Refused(503, "no answer within " + settings.deadline().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void work(int worker) {
    List<Waiting> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        collect(batch);
        if (!batch.isEmpty()) {
          answer(worker, batch);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.log(Level.ERROR, "a batch failed", e);
        batch.forEach(each -> each.answer.completeExceptionally(e));
      }
      batch.clear();
    }
  }

  private void collect(List<Waiting> batch) throws InterruptedException {
    Waiting next = queue.poll(LOOK, TimeUnit.MILLISECONDS);
    if (next == null) {
      return;
    }
    long until = next.since + settings.gather().toNanos();
    while (next != null) {
      if (!next.answer.isDone()) { // else it was given up
        batch.add(next);
      }
      if (batch.size() == settings.batch()) {
        return;
      }
      next = queue.poll();
      if (next == null && !closed) {
        next = queue.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private void answer(int worker, List<Waiting> batch) {
    var event = new BatchEvent();
    event.begin();
    long now = System.nanoTime();
    long longest = 0;
    for (Waiting each : batch) {
      figures.queued(now - each.since);
      longest = Math.max(longest, now - each.since);
    }
    figures.batch(batch.size());
    ServedModel model = models.current(); // the one of this batch, whatever comes meanwhile
    float[][] scores = model.classify(worker, batch.stream().map(Waiting::input).toList());
    for (int b = 0; b < scores.length; b++) {
      batch.get(b).answer.complete(new Answer(scores[b], model.version()));
    }
    event.end();
    if (event.shouldCommit()) {
      event.inputs = batch.size();
      event.queueTime = longest;
      event.commit();
    }
  }

  /** Answers what waits, and takes nothing more. */
  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      try {
        worker.join(settings.drain());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
