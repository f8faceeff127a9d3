package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import dev.sleipnir.bench.protocol.VggTraining;
import dev.sleipnir.tasks.option.PropagationOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sleipnir bench vgg}: training steps of VGG-11. */
@Command(
    name = "vgg",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "VGG-11 for images of 3 x 32 x 32: training steps, images/s.",
      "Forward, backward through time, Adam; a batch a run."
    })
final class BenchVgg extends BenchCommand {
  @Option(
      names = "--width",
      paramLabel = "X",
      description = "What all numbers of channels and hidden neurons are multiplied by.")
  private double width = 1;

  @Option(names = "--batch-norm", description = "Batch normalisation behind each convolution.")
  private boolean batchNorm;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms for each image.")
  private int steps = 4;

  @Option(names = "--batch", paramLabel = "N", description = "Images of a batch.")
  private int batch = 32;

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = 2;

  @Mixin private PropagationOption propagation = new PropagationOption();

  @Option(names = "--warm-up", paramLabel = "N", description = "Batches before the clock counts.")
  private int warmUp = 40;

  @Option(names = "--runs", paramLabel = "N", description = "Batches that count.")
  private int runs = 10;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "All learned parameters, one after the other: raw little-endian floats. Default: drawn.")
  private @Nullable Path weights;

  @Option(
      names = "--images",
      paramLabel = "FILE",
      description = "The batch, [batch, 3, 32, 32]: raw little-endian floats. Default: noise.")
  private @Nullable Path images;

  @Override
  Protocol protocol() {
    return new VggTraining(
        width,
        batchNorm,
        steps,
        batch,
        threads,
        propagation.value(),
        isVerbose(),
        weights,
        images,
        new Repeats(warmUp, runs));
  }
}
