package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.DigitNetwork;
import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.bench.protocol.Repeats;
import dev.sleipnir.model.data.ImageDataset;
import dev.sleipnir.model.data.ImageDatasets;
import dev.sleipnir.model.data.Split;
import dev.sleipnir.tasks.images.DigitData;
import dev.sleipnir.tasks.option.PropagationOption;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the benchmarks of the digit classifier share. */
abstract class BenchDigits extends BenchCommand {
  /** Images that batches go through again and again; more where a batch needs more. */
  private static final int IMAGES = 256;

  @Option(names = "--steps", paramLabel = "N", description = "Time steps of 1 ms for each image.")
  private int steps = 64;

  @Option(names = "--batch", paramLabel = "N", description = "Images of a batch.")
  private int batch = 32;

  @Option(names = "--threads", paramLabel = "N", description = "Threads.")
  private int threads = 2;

  @Mixin private PropagationOption propagation = new PropagationOption();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder that holds MNIST, or its parent. Default: where MNIST is found, such as"
              + " $SLEIPNIR_DATA; nothing is downloaded, without it digits are built in.")
  private @Nullable Path data;

  /** Runs, a batch each: the optimising compiler takes some 35 to be done. */
  @Option(names = "--warm-up", paramLabel = "N", description = "Batches before the clock counts.")
  private int warmUp = 100;

  @Option(names = "--runs", paramLabel = "N", description = "Batches that count.")
  private int runs = 20;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "All parameters, one after the other: raw little-endian floats. Default: drawn.")
  private @Nullable Path weights;

  final Protocol protocol(boolean training, double window) throws IOException {
    Repeats repeats = new Repeats(warmUp, runs);
    boolean real =
        data != null
            || new ImageDatasets().where(ImageDataset.MNIST, Split.TRAIN, null).isPresent();
    DigitData digits =
        DigitData.load(
            real ? DigitData.Source.MNIST : DigitData.Source.STROKES,
            data,
            1,
            Math.max(IMAGES, batch),
            1,
            true);
    return new DigitNetwork(
        training,
        steps,
        batch,
        threads,
        propagation.value(),
        isVerbose(),
        window,
        digits.name(),
        digits.train(),
        weights,
        repeats);
  }
}
