package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ImageNetwork;
import java.util.Locale;

/** What classifies images of ten classes. */
enum NetworkKind {
  /** Two convolutions and a dense layer, 32C5-P2-64C5-P2-1024-10. */
  CONV32,
  /** The same with Norse's rectifier behind the dense layer. */
  CONVNET4,
  /** Two convolutions and a read-out, 20C5-P2-50C5-P2-800-10. */
  CONV20,
  /** A hundred neurons that drive each other, each with a time constant and threshold its own. */
  RECURRENT;

  private static final int CLASSES = 10;
  private static final int HIDDEN = 100;

  /**
   * The network.
   *
   * @param seed what the initial weights are drawn from
   * @param side height and width of the grey images
   * @param lif the neurons
   * @return spikes [batch, 1, side, side] to read-out potentials [batch, 10]
   * @throws IllegalArgumentException if the images are too small
   */
  SequentialState create(long seed, int side, LifNeurons lif) {
    return switch (this) {
      case CONV32 -> convolutional(ImageNetwork.convNet(32, 64, 1024), seed, side, lif);
      case CONVNET4 -> convolutional(ImageNetwork.convNet4(), seed, side, lif);
      case CONV20 -> convolutional(ImageNetwork.convNet(20, 50, 0), seed, side, lif);
      case RECURRENT -> recurrent(new RandomStream(seed).split(toString()), side * side, lif);
    };
  }

  /** Thresholds are lower in front of poolings. */
  private static SequentialState convolutional(
      ImageNetwork builder, long seed, int side, LifNeurons lif) {
    return builder
        .images(1, side, side)
        .neurons(layer -> lif.layer(layer < 2 ? 0.7 : 1).cell())
        .readOut(lif.readOut())
        .seed(seed)
        .create();
  }

  private static SequentialState recurrent(RandomStream random, int pixels, LifNeurons lif) {
    RecurrentWeights weights = RecurrentWeights.random(random.split(1), pixels, HIDDEN, false);
    return new SequentialState(
        new Flatten(),
        lif.population(random.split(2), HIDDEN).recurrentCell(weights),
        Linear.readout(random.split(3), HIDDEN, CLASSES),
        lif.readOut().cell());
  }

  /** As the command line writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
