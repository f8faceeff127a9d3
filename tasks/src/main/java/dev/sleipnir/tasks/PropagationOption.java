package dev.sleipnir.tasks;

import dev.sleipnir.model.tensor.Propagation;
import picocli.CommandLine.Option;

/** {@code --propagation}, of every command that runs a network. */
final class PropagationOption {
  @Option(
      names = "--propagation",
      paramLabel = "WAY",
      description =
          "How spikes go through connections: ${COMPLETION-CANDIDATES}. The output is the same; sums"
              + " of gradients are taken in another order. --verbose shows the way taken.")
  private Propagation propagation = Propagation.AUTO;

  Propagation value() {
    return propagation;
  }
}
