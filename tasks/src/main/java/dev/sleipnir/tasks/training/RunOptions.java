package dev.sleipnir.tasks.training;

import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.tasks.option.Usage;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long and with what chance a command trains. */
final class RunOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training data.")
  private int epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Samples of one training step.")
  private int batchSize;

  @Option(
      names = "--micro-batch",
      paramLabel = "N",
      description =
          "Compute a training step in parts of N samples, one after the other, whose gradients are"
              + " added: memory of a part, the update of all. 0 for all at once.")
  private int microBatch = 0;

  @Option(names = "--seed", paramLabel = "N", description = "Same seed, same result, bit for bit.")
  private long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description = "Threads. Default: one for each core. The result does not depend on it.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--patience",
      paramLabel = "N",
      description = "Stop after N epochs without a better test; 0 for never.")
  private int patience = 0;

  /** Options with a command's own defaults. */
  RunOptions(int epochs, int batchSize) {
    this.epochs = epochs;
    this.batchSize = batchSize;
  }

  void check() {
    Usage.atLeast(spec, "--epochs", epochs, 1);
    Usage.atLeast(spec, "--batch-size", batchSize, 1);
    Usage.atLeast(spec, "--micro-batch", microBatch, 0);
    Usage.threads(spec, threads);
    Usage.atLeast(spec, "--patience", patience, 0);
  }

  /** What a checkpoint keeps of them. */
  void put(Map<String, String> settings) {
    settings.put("--seed", String.valueOf(seed));
    settings.put("--batch-size", String.valueOf(batchSize));
    settings.put("--micro-batch", String.valueOf(microBatch));
    settings.put("--patience", String.valueOf(patience));
  }

  int epochs() {
    return epochs;
  }

  int batchSize() {
    return batchSize;
  }

  /** A trainer of such batches, seed and workspace. */
  Trainer trainer(Optimizer optimizer, Workspace workspace) {
    Trainer trainer = new Trainer(optimizer).workspace(workspace).batchSize(batchSize).seed(seed);
    return microBatch == 0 ? trainer : trainer.microBatch(microBatch);
  }

  long seed() {
    return seed;
  }

  int threads() {
    return threads;
  }

  int patience() {
    return patience;
  }
}
