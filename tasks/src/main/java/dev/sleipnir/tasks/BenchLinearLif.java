package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.LinearLif;
import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import dev.sleipnir.tasks.option.DeviceOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir bench linear-lif}: Open Neuromorphic's benchmark. */
@Command(
    name = "linear-lif",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Open Neuromorphic's benchmark: weights and LIF neurons, forward and backward.",
      "Input is dense; the loss is the sum of the spikes."
    })
final class BenchLinearLif extends BenchCommand {
  @Option(names = "--neurons", paramLabel = "N", description = "Neurons, and as many inputs.")
  private int neurons = 512;

  @Option(names = "--batch", paramLabel = "N", description = "Samples.")
  private int batch = 16;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms.")
  private int steps = 500;

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = 1;

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(names = "--warm-up", paramLabel = "N", description = "Runs before the clock counts.")
  private int warmUp = 5;

  @Option(names = "--runs", paramLabel = "N", description = "Runs that count.")
  private int runs = 5;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Weights: N x N raw little-endian floats. Default: uniform in +-1 / sqrt(N).")
  private @Nullable Path weights;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Input: steps x batch x N raw little-endian floats. Default: uniform in [0, 1).")
  private @Nullable Path input;

  @Override
  Protocol protocol() {
    device.check();
    return new LinearLif(
        neurons, batch, steps, threads, device::open, weights, input, new Repeats(warmUp, runs));
  }
}
