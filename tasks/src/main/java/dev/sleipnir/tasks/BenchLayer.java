package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.LayerPass;
import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench layer}: one layer by itself. */
@Command(
    name = "layer",
    sortOptions = false,
    showDefaultValues = true,
    description = "One layer by itself in training, forward and backward.")
final class BenchLayer extends BenchCommand {
  @Option(
      names = "--layer",
      paramLabel = "LAYER",
      description = "Which one: ${COMPLETION-CANDIDATES}. Convolutions are 3x3.")
  private LayerPass.Kind layer = LayerPass.Kind.DEPTHWISE;

  @Option(names = "--batch", paramLabel = "N", description = "Samples.")
  private int batch = 32;

  @Option(names = "--channels", paramLabel = "N", description = "Channels, or features.")
  private int channels = 64;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Height and width of images; tokens, where features are normalised.")
  private int size = 32;

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = 1;

  @Option(names = "--warm-up", paramLabel = "N", description = "Runs before the clock counts.")
  private int warmUp = 50;

  @Option(names = "--runs", paramLabel = "N", description = "Runs that count.")
  private int runs = 50;

  @Override
  Protocol protocol() {
    return new LayerPass(layer, batch, channels, size, threads, new Repeats(warmUp, runs));
  }
}
