package dev.sleipnir.tasks.option;

import dev.sleipnir.model.tensor.Propagation;
import picocli.CommandLine.Option;

/** {@code --propagation}, of every command that runs a network. */
public final class PropagationOption {
  @Option(
      names = "--propagation",
      paramLabel = "WAY",
      description =
          "How spikes go through connections: ${COMPLETION-CANDIDATES}. The output is the same; sums"
              + " of gradients are taken in another order. --verbose shows the way taken.")
  private Propagation propagation = Propagation.AUTO;

  /** {@return the way} */
  public Propagation value() {
    return propagation;
  }
}
