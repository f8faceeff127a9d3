package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.tasks.option.GradientOption;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
  @Mixin private GradientOption gradient = new GradientOption();

  @Override
  Protocol protocol() throws IOException {
    return protocol(/* training= */ true, gradient.window());
  }
}
