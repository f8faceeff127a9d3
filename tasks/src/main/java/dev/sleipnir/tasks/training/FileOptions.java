package dev.sleipnir.tasks.training;

import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  @Option(names = "--force", description = "Replace the checkpoint by that of a new training.")
  private boolean force;

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
              + " for TensorBoard, with histograms of the parameters. What is there is continued."
              + " Can be given several times.")
  private List<Path> logs = List.of();

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
    if (diagnose && (report != null || !logs.isEmpty() || (checkpoint != null && !resume))) {
      throw Usage.error(
          spec,
          "--diagnose: expected no file to write, as it trains nothing, got "
              + (report != null
                  ? "--report"
                  : logs.isEmpty() ? "--checkpoint without --resume" : "--log"));
    }
    if (override && !resume) {
      throw Usage.error(spec, "--override: expected --resume beside it, got none");
    }
    if (force && resume) {
      throw Usage.error(spec, "--force: expected no --resume beside it, got both");
    }
    if (!resume && !force && TrainingFiles.wouldReplace(checkpoint)) {
      throw Usage.error(
          spec,
          "--checkpoint: expected a new file, got "
              + checkpoint
              + ", which is there; --resume goes on from it, --force replaces it");
    }
  }

  /** Takes hold of the files, for a training; reads the checkpoint, for a diagnosis. */
  TrainingFiles open() throws IOException {
    return diagnose
        ? TrainingFiles.looking(checkpoint, override)
        : TrainingFiles.open(checkpoint, report, resume, override);
  }

  /** Whether to look at the network instead of training it. */
  boolean isDiagnosis() {
    return diagnose;
  }

  /** Opens what is written of every epoch. */
  TrainingLogs openLogs() throws IOException {
    return TrainingLogs.open(logs);
  }

  /** Where the report goes; null for nowhere. */
  @Nullable Path report() {
    return report;
  }
}
