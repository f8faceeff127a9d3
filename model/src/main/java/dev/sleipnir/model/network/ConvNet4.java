package dev.sleipnir.model.network;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;

/**
 * A convolutional classifier of small grey images, 32C5-P2-64C5-P2-1024-10: LIF neurons with
 * thresholds 0.7, 0.7 and 1, the second convolution's output times 10, and a leaky-integrator
 * read-out of ten classes without bias.
 */
public final class ConvNet4 {
  private static final int CHANNELS_1 = 32;
  private static final int CHANNELS_2 = 64;
  private static final int HIDDEN = 1024;
  private static final int CLASSES = 10;
  private static final int KERNEL = 5;

  private ConvNet4() {}

  /**
   * The network.
   *
   * @param seed what the initial weights are drawn from
   * @param side height and width of the images, at least 16: 28 for MNIST
   * @param alpha steepness of the SuperSpike surrogate gradient
   * @return spikes [batch, 1, side, side] to read-out potentials [batch, 10]
   * @throws IllegalArgumentException if the images are too small
   */
  public static SequentialState create(long seed, int side, float alpha) {
    return create(seed, side, alpha, Double.POSITIVE_INFINITY);
  }

  /**
   * The network with the {@linkplain Neuron#sparseGradient sparse spiking gradient}.
   *
   * @param seed what the initial weights are drawn from
   * @param side height and width of the images, at least 16: 28 for MNIST
   * @param alpha steepness of the SuperSpike surrogate gradient
   * @param window distance from the threshold beyond which spikes have no gradient; infinite for
   *     none
   * @return spikes [batch, 1, side, side] to read-out potentials [batch, 10]
   * @throws IllegalArgumentException if the images are too small or the window is not positive
   */
  public static SequentialState create(long seed, int side, float alpha, double window) {
    int pooled = ((side - KERNEL + 1) / 2 - KERNEL + 1) / 2;
    if (pooled < 1) {
      throw new IllegalArgumentException("side: expected at least 16 pixels, got " + side);
    }
    RandomStream random = new RandomStream(seed).split("ConvNet4");
    Neuron lif = new Lif().surrogate(Surrogate.SUPER, alpha).sparseGradient(window);
    return new SequentialState(
        new Conv2d(random.split(1), 1, CHANNELS_1, KERNEL),
        lif.with("v_th", 0.7).cell(),
        new MaxPool2d(2),
        new Conv2d(random.split(2), CHANNELS_1, CHANNELS_2, KERNEL),
        new Scale(10f),
        lif.with("v_th", 0.7).cell(),
        new MaxPool2d(2),
        new Flatten(),
        new Linear(random.split(3), pooled * pooled * CHANNELS_2, HIDDEN, true),
        lif.cell(),
        new Relu(),
        Linear.readout(random.split(4), HIDDEN, CLASSES),
        new Li().cell());
  }
}
