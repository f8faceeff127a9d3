package dev.sleipnir.tasks.training;

import dev.sleipnir.tasks.option.Effect;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a training leaves behind, and whether it goes on from that. */
final class FileOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Save the training here after every epoch. A file that is there is neither read nor"
              + " replaced without --resume or --force.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--resume",
      description =
          "Go on from the checkpoint, if it is of the same training: the result is that of one that"
              + " was not interrupted. --epochs, with --schedule constant, and --threads may"
              + " differ.")
  private boolean resume;

  @Option(
      names = "--override",
      description = "With --resume: go on also with other data or options, and say which differ.")
  private boolean override;

  @Option(
      names = "--force",
      description = "Replace --checkpoint and --best by those of a new training.")
  private boolean force;

  @Option(
      names = "--best",
      paramLabel = "FILE",
      description =
          "Save the best epoch here, by the test's metric, or its loss where there is none: a"
              + " checkpoint, under the rules of --checkpoint.")
  private @Nullable Path best;

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description =
          "Write the network as a model file when the training ends: with --best that of the best"
              + " epoch, else of the last.")
  private @Nullable Path model;

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description =
          "Write a report here after every epoch, and plots beside it, unless it is a pipe or a"
              + " device.")
  private @Nullable Path report;

  @Option(
      names = "--log",
      paramLabel = "PATH",
      description =
          "Write the figures of every epoch here: .csv a table, .jsonl JSON lines, all else a folder"
              + " for TensorBoard, with histograms of the parameters and the spikes of one sample."
              + " What is there is continued. Can be given several times.")
  private List<Path> logs = List.of();

  @Option(
      names = "--log-every",
      paramLabel = "N",
      description =
          "With --log, also the figures of every N-th training step, and for TensorBoard histograms"
              + " of parameters and gradients; a file has them beside it, as NAME-steps. 0 for"
              + " never.")
  private int logEvery = 0;

  @Option(
      names = "--diagnose",
      description =
          "Do not train: run one batch and report what each layer does, which gradients reach the"
              + " parameters, and what keeps the network from learning. With --resume, of the"
              + " network in the checkpoint.")
  private boolean diagnose;

  void check() throws IOException {
    if (resume && checkpoint == null) {
      throw Usage.error(spec, "--resume: expected --checkpoint FILE to resume from, got none");
    }
    Optional<String> written = written();
    if (diagnose && written.isPresent()) {
      throw Usage.error(
          spec,
          "--diagnose: expected no file to write, as it trains nothing, got " + written.get());
    }
    Usage.atLeast(spec, "--log-every", logEvery, 0);
    Effect.require(spec, "--log-every", !logs.isEmpty(), "--log PATH", "none");
    if (override && !resume) {
      throw Usage.error(spec, "--override: expected --resume beside it, got none");
    }
    if (force && resume) {
      throw Usage.error(spec, "--force: expected no --resume beside it, got both");
    }
    requireNew("--checkpoint", checkpoint);
    requireNew("--best", best);
    if (best != null && best.equals(checkpoint)) {
      throw Usage.error(spec, "--best: expected another file than --checkpoint, got " + best);
    }
    if (resume && best != null && !Files.exists(best)) {
      throw Usage.error(
          spec, "--best: expected the file of the training that is resumed, found none at " + best);
    }
  }

  private void requireNew(String option, @Nullable Path file) throws IOException {
    if (!resume && !force && TrainingFiles.wouldReplace(file)) {
      throw Usage.error(
          spec,
          option
              + ": expected a new file, got "
              + file
              + ", which is there; --resume goes on from it, --force replaces it");
    }
  }

  /** What asks for something to be written, if anything does. */
  private Optional<String> written() {
    if (report != null) {
      return Optional.of("--report");
    }
    if (!logs.isEmpty()) {
      return Optional.of("--log");
    }
    if (best != null || model != null) {
      return Optional.of(best != null ? "--best" : "--save");
    }
    return checkpoint != null && !resume
        ? Optional.of("--checkpoint without --resume")
        : Optional.empty();
  }

  /** Takes hold of the files, for a training; reads the checkpoint, for a diagnosis. */
  TrainingFiles open() throws IOException {
    return diagnose
        ? TrainingFiles.looking(checkpoint, override)
        : TrainingFiles.open(checkpoint, best, model, report, resume, override);
  }

  /** Whether to look at the network instead of training it. */
  boolean isDiagnosis() {
    return diagnose;
  }

  /** Opens what is written while the training goes. */
  TrainingLogs openLogs() throws IOException {
    return TrainingLogs.open(logs, logEvery);
  }

  /** Where the report goes; null for nowhere. */
  @Nullable Path report() {
    return report;
  }
}
