package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Bptt;
import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench bptt}: how training grows with time. */
@Command(
    name = "bptt",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "How time and memory of training grow with the number of steps.",
      "N inputs at 30 Hz, N x N weights, N LIF neurons; the loss is the sum of the spikes."
    })
final class BenchBptt extends BenchCommand {
  @Option(names = "--neurons", paramLabel = "N", description = "Neurons, and as many inputs.")
  private int neurons = 1000;

  @Option(names = "--batch", paramLabel = "N", description = "Samples.")
  private int batch = 32;

  @Option(
      names = "--steps",
      paramLabel = "N",
      split = ",",
      description = "Numbers of time steps of 1 ms, two or more, ascending.")
  private List<Integer> steps = List.of(64, 256, 1024);

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = 1;

  @Option(
      names = "--checkpointed",
      description =
          "Keep the state every sqrt(steps) steps only and compute the steps between again.")
  private boolean checkpointed;

  @Option(names = "--warm-up", paramLabel = "N", description = "Runs before the clock counts.")
  private int warmUp = 2;

  @Option(names = "--runs", paramLabel = "N", description = "Runs that count.")
  private int runs = 3;

  @Override
  Protocol protocol() {
    return new Bptt(neurons, batch, steps, threads, checkpointed, new Repeats(warmUp, runs));
  }
}
