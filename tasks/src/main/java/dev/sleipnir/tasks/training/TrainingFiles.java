package dev.sleipnir.tasks.training;

import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.file.OutputLock;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.train.Checkpoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint and the report of a training: kept for it alone from before its beginning to its
 * end, and read when it is resumed.
 */
final class TrainingFiles implements Closeable {
  private final @Nullable Path checkpoint;
  private final @Nullable OutputLock checkpointLock;
  private final @Nullable OutputLock reportLock;
  private final @Nullable Checkpoint saved;
  private final boolean override;

  private TrainingFiles(
      @Nullable Path checkpoint,
      @Nullable OutputLock checkpointLock,
      @Nullable OutputLock reportLock,
      @Nullable Checkpoint saved,
      boolean override) {
    this.checkpoint = checkpoint;
    this.checkpointLock = checkpointLock;
    this.reportLock = reportLock;
    this.saved = saved;
    this.override = override;
  }

  /**
   * Takes hold of the files.
   *
   * @param checkpoint where the training is saved; null for nowhere
   * @param report where its report goes; null for nowhere
   * @param resume whether to go on from what the checkpoint holds
   * @param override whether also if it is of a training with other options
   * @throws IOException if one cannot be written or another training has it, or if there is nothing
   *     to resume
   */
  static TrainingFiles open(
      @Nullable Path checkpoint, @Nullable Path report, boolean resume, boolean override)
      throws IOException {
    if (report != null) {
      TrainingReport.check(report);
    }
    if (resume && !Files.exists(Objects.requireNonNull(checkpoint))) {
      return new TrainingFiles(null, null, null, Checkpoint.read(checkpoint), false); // throws
    }
    OutputLock first = checkpoint == null ? null : OutputLock.of(checkpoint);
    OutputLock second = null;
    try {
      second = report == null ? null : OutputLock.of(report);
      Checkpoint saved = resume ? Checkpoint.read(Objects.requireNonNull(checkpoint)) : null;
      return new TrainingFiles(checkpoint, first, second, saved, override);
    } catch (IOException | RuntimeException e) {
      close(second);
      close(first);
      throw e;
    }
  }

  /** Reads a checkpoint that another training may be writing: it is whole at any moment. */
  static TrainingFiles looking(@Nullable Path checkpoint, boolean override) throws IOException {
    Checkpoint saved = checkpoint == null ? null : Checkpoint.read(checkpoint);
    return new TrainingFiles(checkpoint, null, null, saved, override);
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

  private static final String OVERRIDE = "; --override resumes it all the same";

  @Override
  public void close() {
    close(reportLock);
    close(checkpointLock);
  }

  private static void close(@Nullable OutputLock lock) {
    if (lock != null) {
      lock.close();
    }
  }
}
