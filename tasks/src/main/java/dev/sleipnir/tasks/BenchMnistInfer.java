package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code sleipnir bench mnist-infer}. */
@Command(
    name = "mnist-infer",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Digit classifier 32C5-P2-64C5-P2-1024-10: inference, images/s.",
      "A batch a run."
    })
final class BenchMnistInfer extends BenchDigits {
  @Override
  Protocol protocol() throws IOException {
    return protocol(/* training= */ false, Double.POSITIVE_INFINITY);
  }
}
