package dev.sleipnir.model.train;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.file.OutputLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole training: epochs, each with a test after it, a checkpoint after each, and early stopping.
 *
 * <pre>{@code
 * List<EpochResult> history =
 *     new TrainingRun(trainer, training, test)
 *         .epochs(30)
 *         .patience(5)
 *         .checkpoint(Path.of("sine.checkpoint"))
 *         .run();
 * }</pre>
 *
 * <p>A run that finds its checkpoint goes on from it, and ends with the bits of one that was never
 * interrupted.
 */
public final class TrainingRun {
  private final Trainer trainer;
  private final TrainingTask training;
  private final TrainingTask test;
  private final int epochs;
  private final int patience;
  private final @Nullable Path file;
  private final @Nullable Path best;
  private final EpochListener listener;

  /**
   * A training of one epoch without a checkpoint.
   *
   * @param trainer how
   * @param training what is trained
   * @param test what is tested after every epoch, with the same network
   */
  public TrainingRun(Trainer trainer, TrainingTask training, TrainingTask test) {
    this(trainer, training, test, 1, 0, null, null, (state, trained, tested) -> {});
  }

  private TrainingRun(
      Trainer trainer,
      TrainingTask training,
      TrainingTask test,
      int epochs,
      int patience,
      @Nullable Path file,
      @Nullable Path best,
      EpochListener listener) {
    this.trainer = trainer;
    this.training = training;
    this.test = test;
    this.epochs = epochs;
    this.patience = patience;
    this.file = file;
    this.best = best;
    this.listener = listener;
  }

  /**
   * The same with another number of epochs, those before an interruption included.
   *
   * @param number at least 1
   * @return another run
   * @throws IllegalArgumentException if it is less than 1
   */
  public TrainingRun epochs(int number) {
    Require.atLeast("epochs", 1, number);
    return new TrainingRun(trainer, training, test, number, patience, file, best, listener);
  }

  /**
   * The same, ended early when the test's metric (its loss, if the task has no metric) has not
   * become better for a number of epochs.
   *
   * @param number epochs without improvement; 0, the default, for never
   * @return another run
   * @throws IllegalArgumentException if it is negative
   */
  public TrainingRun patience(int number) {
    Require.atLeast("patience", 0, number);
    return new TrainingRun(trainer, training, test, epochs, number, file, best, listener);
  }

  /**
   * The same, saved after every epoch. If the file is there when the run begins it goes on from
   * there. No other run can have the file at the same time.
   *
   * @param path where
   * @return another run
   */
  public TrainingRun checkpoint(Path path) {
    return new TrainingRun(trainer, training, test, epochs, patience, path, best, listener);
  }

  /**
   * The same, with the best of all epochs kept: the one whose test metric was the largest, or, of a
   * task that has none, whose loss was the smallest; the first of equals. {@link Checkpoint#resume}
   * sets parameters and optimiser to what they were then.
   *
   * @param path where, another file than the {@link #checkpoint}; replaced whenever an epoch is
   *     better
   * @return another run
   */
  public TrainingRun best(Path path) {
    return new TrainingRun(trainer, training, test, epochs, patience, file, path, listener);
  }

  /**
   * The same with another listener.
   *
   * @param hears of every epoch
   * @return another run
   */
  public TrainingRun each(EpochListener hears) {
    return new TrainingRun(trainer, training, test, epochs, patience, file, best, hears);
  }

  /**
   * Trains.
   *
   * @return the figures of all epochs, those before an interruption included
   * @throws IOException if the checkpoint cannot be read or written, another run has it, or it is
   *     of another training; the message names every setting that differs, with both values
   * @throws ArithmeticException if a number is not finite, as {@link Trainer#epoch} says
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public List<EpochResult> run() throws IOException {
    Map<String, String> settings = settings();
    Checkpoint start = new Checkpoint(training.name(), trainer.seed(), 0, settings, List.of());
    if (file == null) {
      return from(start);
    }
    try (OutputLock _ = OutputLock.of(file)) {
      return from(
          Files.exists(file)
              ? Checkpoint.resume(file, training.name(), settings, trainer.optimizer())
              : start);
    }
  }

  /**
   * Trains from where a training was. Parameters and optimiser are as they were there: {@link
   * Checkpoint#resume} has set them, or they are new.
   *
   * @param start what a checkpoint says of it
   * @return the figures of all epochs, those before included
   * @throws IOException if the checkpoint, or what a listener writes, cannot be written
   * @throws ArithmeticException if a number is not finite, as {@link Trainer#epoch} says
   * @throws java.util.concurrent.CancellationException if the thread was interrupted
   */
  public List<EpochResult> from(Checkpoint start) throws IOException {
    try {
      return through(start);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<EpochResult> through(Checkpoint start) throws IOException {
    EarlyStop stop = new EarlyStop(patience);
    boolean stopped = false;
    for (EpochResult epoch : start.history()) {
      stopped = stop.stopAfter(epoch);
    }
    List<EpochResult> history = new ArrayList<>(start.history());
    for (int epoch = start.epoch() + 1; epoch <= epochs && !stopped; epoch++) {
      PassResult trained = trainer.epoch(training, epoch, "epoch " + epoch + "/" + epochs);
      PassResult tested = trainer.evaluate(test, "test");
      EpochResult result = EpochResult.of(epoch, trained, tested);
      history.add(result);
      Checkpoint now =
          new Checkpoint(start.description(), start.seed(), epoch, start.settings(), history);
      stopped = stop.stopAfter(result);
      // First: an interruption between the two repeats the epoch, and writes the same once more.
      if (best != null && stop.isBest()) {
        now.save(best, trainer.optimizer());
      }
      if (file != null) {
        now.save(file, trainer.optimizer());
      }
      listener.ended(now, trained, tested);
    }
    return history;
  }

  /** All that decides the result but the optimiser, which a checkpoint compares by itself. */
  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("network", training.network().module().toString());
    settings.put("seed", String.valueOf(trainer.seed()));
    settings.put("batch size", String.valueOf(trainer.batchSize()));
    settings.put("micro-batch", String.valueOf(trainer.microBatch()));
    settings.put("bound on gradients", String.valueOf(trainer.clipNorm()));
    settings.put("bound on each gradient", String.valueOf(trainer.clipValue()));
    settings.put("patience", String.valueOf(patience));
    put(settings, "training", training);
    put(settings, "test", test);
    return settings;
  }

  private static void put(Map<String, String> settings, String what, TrainingTask task) {
    settings.put(what, task.name());
    settings.put(what + " samples", String.valueOf(task.samples()));
    task.settings().forEach((name, value) -> settings.put(what + " " + name, value));
  }
}
