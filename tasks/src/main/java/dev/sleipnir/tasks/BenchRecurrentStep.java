package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.RecurrentStep;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench recurrent-step}: the latency of a service's steps. */
@Command(
    name = "recurrent-step",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Latency of a session's steps: recurrent LIF neurons, read-out, batch 1.",
      "One thread; the read-out is a dense layer and leaky integrators."
    })
final class BenchRecurrentStep extends BenchCommand {
  @Option(names = "--inputs", paramLabel = "N", description = "Inputs.")
  private int inputs = 784;

  @Option(names = "--hidden", paramLabel = "N", description = "Recurrent neurons.")
  private int hidden = 256;

  @Option(names = "--outputs", paramLabel = "N", description = "Read-out neurons.")
  private int outputs = 10;

  @Option(
      names = "--density",
      paramLabel = "X",
      description = "Part of the inputs that spike in a step.")
  private double density = 0.05;

  @Option(names = "--steps", paramLabel = "N", description = "Steps that count.")
  private int steps = 10000;

  @Option(names = "--warm-up", paramLabel = "N", description = "Steps before.")
  private int warmUp = 300_000;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Weights of input, recurrence and read-out, one after the other: raw little-endian floats.")
  private @Nullable Path weights;

  @Option(
      names = "--spikes",
      paramLabel = "FILE",
      description = "Input spikes: steps x inputs raw little-endian floats.")
  private @Nullable Path spikes;

  @Override
  Protocol protocol() {
    require("--density", spikes == null, "no --spikes", "--spikes " + spikes);
    return new RecurrentStep(inputs, hidden, outputs, density, steps, warmUp, weights, spikes);
  }
}
