package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.parallel.Parallel;
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
    if (threads < 1 || threads > Parallel.MOST_THREADS) {
      throw Usage.error(
          spec, "--threads: expected 1 to " + Parallel.MOST_THREADS + ", got " + threads);
    }
    Usage.atLeast(spec, "--patience", patience, 0);
  }

  /** What a checkpoint keeps of them. */
  void put(Map<String, String> settings) {
    settings.put("--seed", String.valueOf(seed));
    settings.put("--batch-size", String.valueOf(batchSize));
    settings.put("--patience", String.valueOf(patience));
  }

  int epochs() {
    return epochs;
  }

  int batchSize() {
    return batchSize;
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
