package dev.sleipnir.tasks.training;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.tasks.option.Usage;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How gradients go back through time. */
final class TimeOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "K",
      description =
          "Keep the network's state every K steps only and compute the steps between again in the"
              + " backward pass: less memory, more time, the same result. 0 for never. Saves no"
              + " file.")
  private int checkpointEvery = 0;

  @Option(
      names = "--checkpointed",
      description = "As --checkpoint-every, with K the square root of the steps.")
  private boolean checkpointed;

  @Option(
      names = "--truncate",
      paramLabel = "K",
      description = "Let no gradient go back through the state every K steps; 0 for never.")
  private int truncate;

  /**
   * Options with a command's own default.
   *
   * @param truncate steps after which no gradient goes back; 0 for none
   */
  TimeOptions(int truncate) {
    this.truncate = truncate;
  }

  void check() {
    Usage.atLeast(spec, "--checkpoint-every", checkpointEvery, 0);
    Usage.atLeast(spec, "--truncate", truncate, 0);
    if (checkpointed && checkpointEvery > 0) {
      throw Usage.error(
          spec, "--checkpointed: expected no --checkpoint-every beside it, got " + checkpointEvery);
    }
  }

  /** What a checkpoint keeps of them. */
  void put(Map<String, String> settings) {
    settings.put("--truncate", String.valueOf(truncate));
  }

  /** A network over time. */
  Lift lift(NetworkModule network) {
    Lift lift = Lift.of(network);
    if (truncate > 0) {
      lift = lift.truncateEvery(truncate);
    }
    if (checkpointed) {
      return lift.checkpointed();
    }
    return checkpointEvery > 0 ? lift.checkpointEvery(checkpointEvery) : lift;
  }
}
