package dev.sleipnir.tasks.images;

import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.tasks.training.Defaults;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code sleipnir fashion-mnist}: trains a spiking classifier of clothes. */
@Command(
    name = "fashion-mnist",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a spiking convolutional network (32C5-P2-64C5-P2-1024-10) on images of clothes,",
      "Fashion-MNIST: as mnist, with other images and more of them, flipped at random (unless",
      "--no-augment). It takes a quarter of an hour on two cores."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir fashion-mnist",
      "  sleipnir fashion-mnist --train-samples 16000 --epochs 1   (a look, in a minute)",
      "  sleipnir fashion-mnist --network conv20 --report report.json"
    })
public final class FashionMnist extends ImageCommand {
  /** The command, as it stands. */
  public FashionMnist() {
    super(
        new Defaults(10, 32, 2e-3).schedule("one-cycle").cycle(4),
        60000,
        10000,
        EncoderKind.DIRECT,
        true,
        0.1);
  }

  @Override
  DigitData.Source source(@Nullable Checkpoint saved) {
    return DigitData.Source.FASHION_MNIST;
  }
}
