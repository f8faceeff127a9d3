package dev.sleipnir.tasks.images;

import dev.sleipnir.model.train.Checkpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code sleipnir fashion-mnist}: trains a spiking classifier of clothes. */
@Command(
    name = "fashion-mnist",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Train a spiking convolutional network (32C5-P2-64C5-P2-1024-10) on images of clothes,",
      "Fashion-MNIST: as mnist, with other images and more of them."
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
    super(4, 60000, 10000);
  }

  @Override
  DigitData.Source source(@Nullable Checkpoint saved) {
    return DigitData.Source.FASHION_MNIST;
  }
}
