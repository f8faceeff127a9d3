package dev.sleipnir.tasks.sweep;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.tasks.report.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Runs every trial of a {@link SearchSpace}, several at once, and keeps the result of each:
 *
 * <pre>{@code
 * var space = SearchSpace.grid(Axis.grid("tau=0.01,0.02"), Axis.grid("seed=1,2,3"));
 * SweepTable table =
 *     new Sweep("decay", space, Path.of("sweeps/decay"), (trial, own) -> measure(trial)).parallel(2).run();
 * table.write(Path.of("sweeps/decay"));
 * }</pre>
 *
 * <p>A sweep whose folder is there goes on with it: trials that have a result are not run again,
 * those that failed or were interrupted are. A trial that fails stops no other.
 */
public final class Sweep {
  private final String task;
  private final SearchSpace space;
  private final Path folder;
  private final TrialRunner runner;
  private final int parallel;
  private final Consumer<TrialResult> listener;

  /**
   * A sweep, one trial at a time, of which nobody hears.
   *
   * @param task what is run: a sweep goes on only with the same
   * @param space where it goes
   * @param folder where results are kept
   * @param runner runs a trial
   */
  public Sweep(String task, SearchSpace space, Path folder, TrialRunner runner) {
    this(task, space, folder, runner, 1, result -> {});
  }

  private Sweep(
      String task,
      SearchSpace space,
      Path folder,
      TrialRunner runner,
      int parallel,
      Consumer<TrialResult> listener) {
    this.task = task;
    this.space = space;
    this.folder = folder;
    this.runner = runner;
    this.parallel = parallel;
    this.listener = listener;
  }

  /**
   * The same with more trials at once.
   *
   * @param trials how many, at least 1
   * @return another sweep
   * @throws IllegalArgumentException if it is less than 1
   */
  public Sweep parallel(int trials) {
    Require.atLeast("parallel", 1, trials);
    return new Sweep(task, space, folder, runner, trials, listener);
  }

  /**
   * The same with somebody who hears of results, on the thread that runs the sweep, as they come;
   * of those that were there first.
   *
   * @param hears of each
   * @return another sweep
   */
  public Sweep each(Consumer<TrialResult> hears) {
    return new Sweep(task, space, folder, runner, parallel, hears);
  }

  /**
   * Runs what is still to be run.
   *
   * @return the results of all trials
   * @throws IOException if the folder cannot be written to, another sweep has it, or it is of
   *     another sweep
   * @throws CancellationException if the thread was interrupted; a later run goes on
   */
  public SweepTable run() throws IOException {
    List<Trial> trials = space.trials();
    try (SweepFolder kept = SweepFolder.open(folder, task, trials)) {
      List<TrialResult> results = new ArrayList<>();
      List<Trial> left = new ArrayList<>();
      for (Trial trial : trials) {
        kept.read(trial).ifPresentOrElse(results::add, () -> left.add(trial));
      }
      results.forEach(listener);
      if (!left.isEmpty()) {
        run(kept, left, results);
      }
      results.sort(Comparator.comparingInt(result -> result.trial().number()));
      return new SweepTable(task, space.axes(), results);
    }
  }

  private void run(SweepFolder kept, List<Trial> left, List<TrialResult> results)
      throws IOException {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(parallel, left.size()), Thread.ofPlatform().daemon().factory());
    try {
      var ending = new ExecutorCompletionService<TrialResult>(executor);
      // Set by the trial that ends the sweep, on its own thread: none begins after it.
      var over = new AtomicBoolean();
      left.forEach(trial -> ending.submit(() -> run(kept, trial, over)));
      for (int n = 0; n < left.size(); n++) {
        TrialResult result = ending.take().get();
        results.add(result);
        listener.accept(result);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("sweep: interrupted");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException cancelled) {
        throw cancelled;
      }
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdownNow();
      executor.close(); // the folder is let go only when no trial writes into it any more
    }
  }

  /** A trial in its own folder. What it throws is its result, unless it ends the sweep. */
  private TrialResult run(SweepFolder kept, Trial trial, AtomicBoolean over)
      throws IOException, InterruptedException {
    if (over.get()) {
      throw new CancellationException("sweep: over before trial " + trial.number());
    }
    try {
      TrialResult result = result(trial, Files.createDirectories(kept.of(trial)));
      kept.write(result);
      return result;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      over.set(true);
      throw e;
    }
  }

  private TrialResult result(Trial trial, Path own) throws InterruptedException {
    try {
      return new TrialResult(trial, runner.run(trial, own), null);
    } catch (CancellationException | InterruptedException e) {
      throw e; // it is run again
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return new TrialResult(trial, new LinkedHashMap<>(), Failures.reason(e));
    }
  }
}
