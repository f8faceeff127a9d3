package dev.sleipnir.tasks.images;

import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.tasks.training.Defaults;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir mnist}: trains a spiking convolutional classifier of handwritten digits. */
@Command(
    name = "mnist",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a spiking convolutional network (32C5-P2-64C5-P2-1024-10) on images of digits.",
      "Without data and network it trains on built-in procedural digits, and says so."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir mnist",
      "  sleipnir mnist --train-samples 60000 --test-samples 10000",
      "  sleipnir mnist --dataset fashion-mnist --epochs 3 --report report.json",
      "  sleipnir mnist --epochs 9 --checkpoint mnist.ckpt",
      "  sleipnir mnist --epochs 9 --checkpoint mnist.ckpt --resume   (goes on)",
      "  sleipnir mnist --encoder poisson --diagnose"
    })
public final class Mnist extends ImageCommand {
  @Option(
      names = DigitData.OPTION,
      paramLabel = "NAME",
      converter = DigitData.Converter.class,
      description =
          "mnist, fashion-mnist or strokes (built-in). Default: mnist, or strokes where it cannot be"
              + " had; when resumed, that of the checkpoint.")
  private DigitData.@Nullable Source source;

  /** The command, as it stands. */
  public Mnist() {
    super(new Defaults(1, 32, 5e-4).cycle(4), 16000, 2000);
  }

  @Override
  protected void checkOwn() {
    super.checkOwn();
    DigitData.check(spec(), source, data());
  }

  /** A training that is resumed goes on with its own. */
  @Override
  DigitData.@Nullable Source source(@Nullable Checkpoint saved) {
    String name = saved == null ? null : saved.settings().get(DigitData.OPTION);
    for (DigitData.Source one : DigitData.Source.values()) {
      if (source == null && one.toString().equals(name)) {
        return one;
      }
    }
    return source;
  }
}
