package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.LifLayer;
import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import dev.sleipnir.tasks.option.PropagationOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir bench lif-layer}: Norse's LIF benchmark. */
@Command(
    name = "lif-layer",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Norse's LIF benchmark: Poisson spikes, weights, LIF neurons, no gradient.",
      "The spikes of all steps are put out."
    })
final class BenchLifLayer extends BenchCommand {
  @Option(names = "--features", paramLabel = "N", description = "Inputs, and as many neurons.")
  private int features = 1000;

  @Option(names = "--batch", paramLabel = "N", description = "Samples.")
  private int batch = 32;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms.")
  private int steps = 1000;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      description = "Rate of the input spikes, drawn before the clock runs.")
  private double rate = 30;

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = 1;

  @Mixin private PropagationOption propagation = new PropagationOption();

  @Option(names = "--warm-up", paramLabel = "N", description = "Runs before the clock counts.")
  private int warmUp = 3;

  @Option(names = "--runs", paramLabel = "N", description = "Runs that count.")
  private int runs = 5;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Weights: N x N raw little-endian floats. Default: normal, of standard deviation 3 / sqrt(N), with which neurons spike.")
  private @Nullable Path weights;

  @Option(
      names = "--spikes",
      paramLabel = "FILE",
      description = "Input spikes: steps x batch x N raw little-endian floats.")
  private @Nullable Path spikes;

  @Override
  Protocol protocol() {
    require("--rate", spikes == null, "no --spikes", "--spikes " + spikes);
    return new LifLayer(
        features,
        batch,
        steps,
        rate,
        threads,
        propagation.value(),
        isVerbose(),
        weights,
        spikes,
        new Repeats(warmUp, runs));
  }
}
