package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench mnist-train}. */
@Command(
    name = "mnist-train",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Digit classifier 32C5-P2-64C5-P2-1024-10: training steps, images/s.",
      "Forward, backward through time, Adam; a batch a run."
    })
final class BenchMnistTrain extends BenchDigits {
  /** Which gradient. */
  enum Kind {
    EXACT,
    SPARSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--gradient",
      paramLabel = "KIND",
      description =
          "${COMPLETION-CANDIDATES}; sparse: only through neurons near their threshold (Perez-Nieves"
              + " & Goodman 2021).")
  private Kind gradient = Kind.EXACT;

  @Option(
      names = "--window",
      paramLabel = "V",
      description = "How near, for the sparse gradient: distance of the potential.")
  private double window = 0.2;

  BenchMnistTrain() {}

  @Override
  Protocol protocol() throws IOException {
    return protocol(
        /* training= */ true, gradient == Kind.SPARSE ? window : Double.POSITIVE_INFINITY);
  }
}
