package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.file.OutputLock;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.TrainingRun;
import dev.sleipnir.model.train.TrainingTask;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a training leaves in files: kept for it alone from before its beginning to its end, and read
 * when it is resumed.
 */
final class TrainingFiles implements Closeable {
  private final @Nullable Path checkpoint;
  private final @Nullable Path best;
  private final @Nullable Path model;
  private final boolean override;
  private final List<OutputLock> locks = new ArrayList<>();
  private @Nullable Checkpoint saved;

  /** Of a sample in a step, once it is known. */
  private int[] inputShape = {};

  private TrainingFiles(
      @Nullable Path checkpoint, @Nullable Path best, @Nullable Path model, boolean override) {
    this.checkpoint = checkpoint;
    this.best = best;
    this.model = model;
    this.override = override;
  }

  /**
   * Takes hold of the files; null for those that are not wanted.
   *
   * @param checkpoint where the training is saved
   * @param best where its best epoch is
   * @param model where the network goes
   * @param report where its report goes
   * @param resume whether to go on from what the checkpoint holds
   * @param override whether also if it is of a training with other options
   * @throws IOException if one cannot be written or another training has it, or if there is nothing
   *     to resume
   */
  static TrainingFiles open(
      @Nullable Path checkpoint,
      @Nullable Path best,
      @Nullable Path model,
      @Nullable Path report,
      boolean resume,
      boolean override)
      throws IOException {
    if (report != null) {
      TrainingReport.check(report);
    }
    if (resume && !Files.exists(Objects.requireNonNull(checkpoint))) {
      Checkpoint.read(checkpoint); // throws
    }
    TrainingFiles files = new TrainingFiles(checkpoint, best, model, override);
    try {
      for (Path file : Arrays.asList(checkpoint, best, model, report)) {
        if (file != null) {
          files.locks.add(OutputLock.of(file));
        }
      }
      files.saved = resume ? Checkpoint.read(Objects.requireNonNull(checkpoint)) : null;
      return files;
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** Reads a checkpoint that another training may be writing: it is whole at any moment. */
  static TrainingFiles looking(@Nullable Path checkpoint, boolean override) throws IOException {
    TrainingFiles files = new TrainingFiles(checkpoint, null, null, override);
    files.saved = checkpoint == null ? null : Checkpoint.read(checkpoint);
    return files;
  }

  /** Whether there is something that a training from the beginning would replace. */
  static boolean wouldReplace(@Nullable Path checkpoint) throws IOException {
    return checkpoint != null && Files.exists(checkpoint) && !OutputFile.isStream(checkpoint);
  }

  /** What is resumed; null from the beginning. */
  @Nullable Checkpoint saved() {
    return saved;
  }

  /**
   * Goes on from the checkpoint, if that was asked for.
   *
   * @param now what decides the result now
   * @return how the training now differs from the one that was saved, which is an error unless it
   *     was asked for
   */
  List<String> resume(String description, Map<String, String> now, Optimizer optimizer)
      throws IOException {
    if (saved == null || checkpoint == null) {
      return List.of();
    }
    if (override) {
      Checkpoint.resumeOtherwise(checkpoint, optimizer);
      return saved.differences(now);
    }
    try {
      Checkpoint.resume(checkpoint, description, now, optimizer);
    } catch (IOException e) {
      boolean other = !saved.differences(now).isEmpty();
      throw other ? new IOException(e.getMessage() + OVERRIDE, e) : e;
    }
    return List.of();
  }

  void save(Checkpoint state, Optimizer optimizer) throws IOException {
    if (checkpoint != null) {
      state.save(checkpoint, optimizer);
    }
  }

  /** A run that keeps the best epoch, if that was asked for. */
  TrainingRun best(TrainingRun run) {
    return best == null ? run : run.best(best);
  }

  /**
   * Refuses a network that no model file can hold, if one was asked for, before it is trained.
   *
   * @param task whose network it is
   * @param workspace where the first sample is encoded, whose shape the file has
   */
  void requireModel(TrainingTask task, Workspace workspace) throws IOException {
    if (model == null) {
      return;
    }
    RandomStream random = new RandomStream(0);
    try (Scope scope = new Scope(workspace, random)) {
      int[] shape = task.input(new Batch(scope, random, 0)).shape();
      inputShape = Arrays.copyOfRange(shape, 2, shape.length);
    }
    NetworkModule network = task.network().module();
    Path trial = Files.createTempFile("sleipnir", ".model");
    try {
      Model.save(network, trial, inputShape);
    } catch (UnsupportedOperationException e) {
      throw new IOException("--save: " + e.getMessage(), e);
    } finally {
      Files.delete(trial);
    }
  }

  /** Sets parameters and optimiser to what they were after the best epoch, where that is kept. */
  void backToBest(Optimizer optimizer) throws IOException {
    if (best != null) {
      Checkpoint.resumeOtherwise(best, optimizer);
    }
  }

  /**
   * Writes the model file, if one was asked for.
   *
   * @return where it is
   */
  Optional<Path> saveModel(NetworkModule network) throws IOException {
    if (model == null) {
      return Optional.empty();
    }
    Model.save(network, model, inputShape);
    return Optional.of(model);
  }

  private static final String OVERRIDE = "; --override resumes it all the same";

  @Override
  public void close() {
    locks.forEach(OutputLock::close);
    locks.clear();
  }
}
